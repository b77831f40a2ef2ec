// The script that keeps an open page true. Everything is there without it.

extension PageAssets {
  /// Listens while the page is looked at; when the version told is not the page's own, fetches the page again and puts in what is live, the keyboard's
  /// place and what is unfolded kept. Ages go on by themselves.
  static let script = """
    "use strict";
    const main = document.getElementById("main"), live = document.getElementById("live");
    let version = main.dataset.version, events = null, isBusy = false, isDue = false, retry = 0, doubt = 0, skew = 0;

    const say = (text, isStale = false) => {
      if (live.textContent !== text) live.textContent = text;
      live.className = isStale ? "stale" : "";
    };

    // As Dogwatch words it on the page.
    const length = s => s < 120 ? Math.max(0, Math.round(s)) + " s" : s < 7200 ? Math.floor(s / 60) + " min"
      : s < 172800 ? Math.floor(s / 3600) + " h" : Math.floor(s / 86400) + " d";
    const setClock = () => { skew = Date.now() - Date.parse(document.getElementById("now").dateTime); };
    const age = () => {
      if (document.hidden) return;
      for (const time of document.querySelectorAll(".ago")) {
        const text = length((Date.now() - skew - Date.parse(time.dateTime)) / 1000);
        if (time.textContent !== text) time.textContent = text;
      }
    };

    const isRead = area => { const marked = getSelection(); return !marked.isCollapsed && area.contains(marked.anchorNode); };

    const replace = (old, fresh) => {
      const here = old.contains(document.activeElement) ? document.activeElement : null;
      const alike = area => [...area.querySelectorAll(here.tagName)].filter(e => e.getAttribute("href") === here.getAttribute("href"));
      const at = here ? alike(old).indexOf(here) : -1;
      for (const open of old.querySelectorAll("details[open]")) fresh.querySelector("#" + open.id)?.setAttribute("open", "");
      old.replaceWith(fresh);
      if (here) alike(fresh)[at]?.focus({preventScroll: true});
    };

    const refresh = async () => {
      if (isBusy) { isDue = true; return; }
      isBusy = true;
      try {
        const answer = await fetch(location.href, {headers: {Accept: "text/html"}, cache: "no-store"});
        const page = new DOMParser().parseFromString(await answer.text(), "text/html"), fresh = page.getElementById("main");
        if (!fresh) throw new Error(answer.status);
        let isWhole = true;
        for (const old of document.querySelectorAll(".live")) {
          const part = page.getElementById(old.id);
          if (isRead(old)) { isWhole = false; continue; }
          if (part) replace(old, part);
        }
        if (isWhole) version = fresh.dataset.version; else isDue = true;
        document.getElementById("now").replaceWith(page.getElementById("now"));
        document.title = page.title;
        setClock();
        if (events?.readyState === EventSource.OPEN) say("live,");
      } catch {
        say("Dogwatch does not answer: this page is old,", true);
      }
      isBusy = false;
      if (isDue) { isDue = false; setTimeout(refresh, 2000); }
    };

    const listen = () => {
      if (events || document.hidden) return;
      events = new EventSource(main.dataset.events);
      events.onopen = () => { clearTimeout(doubt); doubt = 0; say("live,"); };
      events.onmessage = message => { if (message.data !== version) refresh(); };
      events.onerror = () => {
        // A stream ends now and then, and begins again.
        doubt ||= setTimeout(() => say("not live,", true), 5000);
        if (events.readyState !== EventSource.CLOSED) return;
        // Refused: then now and then the page alone.
        rest();
        retry = setTimeout(() => { refresh(); listen(); }, 10000);
      };
    };
    const rest = () => { clearTimeout(retry); events?.close(); events = null; };

    document.addEventListener("visibilitychange", () => { if (document.hidden) { rest(); } else { age(); listen(); } });
    addEventListener("pagehide", rest);
    addEventListener("pageshow", listen);
    setInterval(age, 5000);
    // The strips move on.
    setInterval(() => { if (!document.hidden) refresh(); }, 60000);
    setClock();
    listen();

    """
}
