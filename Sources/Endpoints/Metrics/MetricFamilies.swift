// The one table of metrics: exposition, docs/metrics.md and tests are made from it. Names are SPEC.md's (Metrics) and public.

public import Exposition

/// Every family on /metrics.
public enum MetricFamilies {
  /// All families in the order of the exposition.
  public static let all = container + daemon + alerting + process

  // MARK: Of each container

  /// Families with the label `name`.
  public static let container = [
    containerInfo, containerState, healthStatus, healthTransitions, healthStatusSeconds, healthFailingStreak, healthFlapping,
    crashLooping, starts, startFailures, exits, oomKills, lastExitCode, lastExitTimestamp, startTime, retriesUsed, retriesLimit,
    restartDelay,
  ]

  static let containerInfo = MetricFamily(
    "docker_container_info", .gauge,
    "What the container is, always 1; also with each label asked for by metrics.containerLabels as container_label_<name>.",
    labels: ["name", "id", "image", "compose_project", "compose_service", "restart_policy"])
  static let containerState = MetricFamily(
    "docker_container_state", .gauge,
    "1 for the state the container is in, else 0: created, running, paused, restarting, exited, dead, removing.", labels: ["name", "state"])
  static let healthStatus = MetricFamily(
    "docker_container_health_status", .gauge,
    "1 for the health the container is in, else 0: none (no health check), starting, healthy, unhealthy, unknown.",
    labels: ["name", "status"])
  static let healthTransitions = MetricFamily(
    "docker_container_health_transitions_total", .counter, "Changes of health to starting, healthy, unhealthy.", labels: ["name", "to"])
  static let healthStatusSeconds = MetricFamily(
    "docker_container_health_status_seconds_total", .counter,
    "Seconds spent starting, healthy, unhealthy, as far as confirmed by an event or an agreeing list.", unit: "seconds",
    labels: ["name", "status"])
  static let healthFailingStreak = MetricFamily(
    "docker_container_health_failing_streak", .gauge, "Failed probes in a row.", labels: ["name"])
  static let healthFlapping = MetricFamily(
    "docker_container_health_flapping", .gauge, "1 while the container changes often between healthy and unhealthy.", labels: ["name"])
  static let crashLooping = MetricFamily(
    "docker_container_crash_looping", .gauge, "1 while the restart policy brings the container back again and again.", labels: ["name"])
  static let starts = MetricFamily(
    "docker_container_starts_total", .counter,
    "Starts by reason: new (first of this id), policy, manual, engine (brought back at engine boot), unknown.", labels: ["name", "reason"])
  static let startFailures = MetricFamily(
    "docker_container_start_failures_total", .counter, "Starts that failed: first ones, and those of restarts by somebody.",
    labels: ["name"])
  static let exits = MetricFamily(
    "docker_container_exits_total", .counter,
    "Exits by what they meant: engine-shutdown, stopped, restarted, restart-failed, exhausted, restart-cancelled, completed, failed, unknown.",
    labels: ["name", "outcome"])
  static let oomKills = MetricFamily(
    "docker_container_oom_kills_total", .counter, "Runs in which the kernel killed for memory.", labels: ["name"])
  static let lastExitCode = MetricFamily(
    "docker_container_last_exit_code", .gauge, "Exit code of the last exit, once there was one.", labels: ["name"])
  static let lastExitTimestamp = MetricFamily(
    "docker_container_last_exit_timestamp_seconds", .gauge, "Unix time of the last exit, once there was one.", unit: "seconds",
    labels: ["name"])
  static let startTime = MetricFamily(
    "docker_container_start_time_seconds", .gauge, "Unix time of the start, while running.", unit: "seconds", labels: ["name"])
  static let retriesUsed = MetricFamily(
    "docker_container_restart_retries_used", .gauge, "Restarts by policy since the last manual start (RestartCount).", labels: ["name"])
  static let retriesLimit = MetricFamily(
    "docker_container_restart_retries_limit", .gauge, "Restarts the policy allows, only under on-failure:N.", labels: ["name"])
  static let restartDelay = MetricFamily(
    "docker_container_restart_delay_seconds", .gauge, "The back-off now being waited, else 0.", unit: "seconds", labels: ["name"])

  // MARK: Of Dogwatch

  /// Families about Dogwatch's own work.
  public static let daemon = [
    buildInfo, engineUp, engineInfo, engineConnects, events, eventsMalformed, eventLag, gaps, gapSeconds, inferredTransitions,
    reconcileDuration, reconcileFailures, lastReconcile, labelErrors, configReloadSuccessful, configReloadTime, watchdogPings,
    storeHealthy, storeErrors,
  ]

  static let buildInfo = MetricFamily("dogwatch_build_info", .gauge, "The version of Dogwatch, always 1.", labels: ["version"])
  static let engineUp = MetricFamily("dogwatch_engine_up", .gauge, "1 while the engine's event stream is connected.")
  static let engineInfo = MetricFamily(
    "dogwatch_engine_info", .gauge, "The engine last connected to, always 1.", labels: ["version", "api_version"])
  static let engineConnects = MetricFamily("dogwatch_engine_connects_total", .counter, "Connections made to the event stream.")
  static let events = MetricFamily(
    "dogwatch_events_total", .counter, "Container events by action; actions not followed count as other.", labels: ["action"])
  static let eventsMalformed = MetricFamily("dogwatch_events_malformed_total", .counter, "Lines of the stream that were no event.")
  static let eventLag = MetricFamily(
    "dogwatch_event_lag_seconds", .histogram, "From the engine's stamp on a live event to its being read.", unit: "seconds")
  static let gaps = MetricFamily(
    "dogwatch_gaps_total", .counter, "Stretches not seen, by cause: stream-lost, engine-restarted, daemon-stopped.", labels: ["cause"])
  static let gapSeconds = MetricFamily("dogwatch_gap_seconds_total", .counter, "Seconds not seen.", unit: "seconds")
  static let inferredTransitions = MetricFamily(
    "dogwatch_inferred_transitions_total", .counter, "Transitions reconciled from a list rather than seen as events.")
  static let reconcileDuration = MetricFamily(
    "dogwatch_reconcile_duration_seconds", .histogram, "Time taken to list and inspect.", unit: "seconds")
  static let reconcileFailures = MetricFamily("dogwatch_reconcile_failures_total", .counter, "Lists that failed.")
  static let lastReconcile = MetricFamily(
    "dogwatch_last_reconcile_timestamp_seconds", .gauge, "Unix time of the last complete list, 0 before the first.", unit: "seconds")
  static let labelErrors = MetricFamily(
    "dogwatch_container_label_errors_total", .counter, "Container labels dogwatch.* with a value that cannot be used.")
  static let configReloadSuccessful = MetricFamily(
    "dogwatch_config_last_reload_successful", .gauge, "1 if the configuration read last is in force, 0 if it had errors.")
  static let configReloadTime = MetricFamily(
    "dogwatch_config_last_reload_success_timestamp_seconds", .gauge, "Unix time at which the configuration in force was read.",
    unit: "seconds")
  static let storeHealthy = MetricFamily("dogwatch_store_healthy", .gauge, "1 while what must outlive the process can be written.")
  static let storeErrors = MetricFamily("dogwatch_store_errors_total", .counter, "Failed attempts to open the store or to write to it.")

  // MARK: Of alerts and their delivery

  /// Families about alerts and webhooks.
  public static let alerting = [
    alertsFiring, webhookAttempts, webhookNotifications, webhookQueueLength, webhookQueueOldest, webhookDuration,
  ]

  static let alertsFiring = MetricFamily(
    "dogwatch_alerts_firing", .gauge, "Alerts that fire now, muted and quiet ones included.", labels: ["alertname", "severity"])
  static let webhookAttempts = MetricFamily(
    "dogwatch_webhook_attempts_total", .counter, "Attempts to deliver by what came of them: 2xx, 3xx, 4xx, 5xx, timeout, error.",
    labels: ["webhook", "code"])
  static let webhookNotifications = MetricFamily(
    "dogwatch_webhook_notifications_total", .counter,
    "Notifications that left the queue: delivered, rejected, expired, dropped, superseded.", labels: ["webhook", "result"])
  static let webhookQueueLength = MetricFamily(
    "dogwatch_webhook_queue_length", .gauge, "Notifications that wait for their delivery.", labels: ["webhook"])
  static let webhookQueueOldest = MetricFamily(
    "dogwatch_webhook_queue_oldest_timestamp_seconds", .gauge, "Unix time at which the oldest one that waits was made.", unit: "seconds",
    labels: ["webhook"])
  static let webhookDuration = MetricFamily(
    "dogwatch_webhook_duration_seconds", .histogram, "Time taken by an attempt to deliver.", unit: "seconds", labels: ["webhook"])
  static let watchdogPings = MetricFamily(
    "dogwatch_watchdog_pings_total", .counter, "Pings sent to systemd's watchdog, which gets one only while every loop makes progress.")

  // MARK: Of the process

  /// Families about the process, as every Prometheus client names them.
  public static let process = [
    processCPU, processResidentMemory, processVirtualMemory, processOpenFDs, processMaxFDs, processStartTime,
  ]

  static let processCPU = MetricFamily(
    "process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.", unit: "seconds")
  static let processResidentMemory = MetricFamily(
    "process_resident_memory_bytes", .gauge, "Resident memory size in bytes.", unit: "bytes")
  static let processVirtualMemory = MetricFamily("process_virtual_memory_bytes", .gauge, "Virtual memory size in bytes.", unit: "bytes")
  static let processOpenFDs = MetricFamily("process_open_fds", .gauge, "Number of open file descriptors.")
  static let processMaxFDs = MetricFamily("process_max_fds", .gauge, "Maximum number of open file descriptors.")
  static let processStartTime = MetricFamily(
    "process_start_time_seconds", .gauge, "Start time of the process since unix epoch in seconds.", unit: "seconds")
}
