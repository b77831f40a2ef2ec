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
failed=()
for host in "$@"; do
  if scp -q -o BatchMode=yes "$package" "root@$host:/tmp/dogwatch.deb" && scp -q -o BatchMode=yes "$config" "root@$host:/tmp/dogwatch.json" &&
    ssh -o BatchMode=yes "root@$host" 'apt-get install -y -qq /tmp/dogwatch.deb && dogwatch check-config /tmp/dogwatch.json &&
      install -m 0640 -g docker /tmp/dogwatch.json /etc/dogwatch/config.json && systemctl restart dogwatch &&
      rm /tmp/dogwatch.deb /tmp/dogwatch.json' </dev/null; then
    echo "$host: watching"
  else
    failed+=("$host")
  fi
done
if ((${#failed[@]})); then
  echo "failed: ${failed[*]}" >&2
  exit 1
fi
