#!/usr/bin/env bash
# Installs the Debian package (`make deb`) and one configuration on many hosts over ssh, and says which failed:
# twenty-hosts.sh PACKAGE.deb CONFIG.json HOST… (each must let you in by key as root)
set -euo pipefail
if (($# < 3)); then
  echo "usage: ${0##*/} PACKAGE.deb CONFIG.json HOST…" >&2
  exit 64
fi
package=$1 config=$2
shift 2
quietly=(-q -o BatchMode=yes -o ConnectTimeout=10)
failed=()
for host in "$@"; do
  # In root's own folder: in /tmp anybody could have put something of that name.
  if scp "${quietly[@]}" "$package" "root@$host:dogwatch.deb" && scp "${quietly[@]}" "$config" "root@$host:dogwatch.json" &&
    ssh "${quietly[@]}" "root@$host" 'apt-get install -y -qq ./dogwatch.deb && dogwatch check-config dogwatch.json &&
      install -m 0640 -g docker dogwatch.json /etc/dogwatch/config.json && systemctl restart dogwatch &&
      rm dogwatch.deb dogwatch.json' </dev/null; then
    echo "$host: watching"
  else
    failed+=("$host")
  fi
done
if ((${#failed[@]})); then
  echo "failed: ${failed[*]}" >&2
  exit 1
fi
