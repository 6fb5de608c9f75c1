#!/bin/sh
# Makes the stack's secrets on its first start and leaves them alone afterwards: one folder a service, readable by
# that service's group alone. What is made at random is kept in passwords/, which nobody but this script may read; the
# rest is written from it at every start. To renew a password: `secrets.sh forget NAME`, then what the header of
# docker-compose.full.yml says.
set -eu
umask 077
root=${PLIMSOLL_SECRETS:-/run/plimsoll}
passwords=$root/passwords

# password NAME: the password of that name, made when it is not there yet
password() {
  if [ ! -s "$passwords/$1" ]; then
    head -c 24 /dev/urandom | od -An -vtx1 | tr -d ' \n' > "$passwords/$1.new"
    mv "$passwords/$1.new" "$passwords/$1"
  fi
  cat "$passwords/$1"
}

hash() { printf '%s' "$1" | sha256sum | cut -d ' ' -f 1; }

# folder SERVICE GROUP: what `give` writes next is for this service
folder() {
  service=$1 group=$2
  mkdir -p "$root/$service"
  chgrp "$group" "$root/$service"
  chmod 0750 "$root/$service"
}

# give FILE TEXT: replaced whole, so that nobody reads half a secret
give() {
  printf '%s\n' "$2" > "$root/$service/.$1"
  chgrp "$group" "$root/$service/.$1"
  chmod 0440 "$root/$service/.$1"
  mv -f "$root/$service/.$1" "$root/$service/$1"
}

if [ "${1:-}" = forget ]; then
  rm -- "$passwords/${2:?name the password, one of: $(ls "$passwords" | tr '\n' ' ')}"
fi

mkdir -p "$passwords"

folder postgres 20010
give superuser-password "$(password postgres-superuser)"
give shop-password "$(password postgres-shop)"
give desk-password "$(password postgres-desk)"
give exporter-password "$(password postgres-exporter)"
give backup-password "$(password postgres-backup)"

# The default user, whom a client without a name would be, is off. Each other may do what its service does: the shop
# everything that is not the server's administration, the exporter read figures, the health check ask for an answer.
folder redis 20020
give health-password "$(password redis-health)"
give users.acl "user default off resetpass resetkeys resetchannels -@all
user shop on #$(hash "$(password redis-shop)") ~* resetchannels +@all -@admin -@dangerous +info +flushdb
user exporter on #$(hash "$(password redis-exporter)") resetkeys resetchannels -@all +@connection +info +config|get +latency|latest +latency|histogram +slowlog|len +slowlog|get +cluster|info
user health on #$(hash "$(password redis-health)") resetkeys resetchannels -@all +ping"

folder shop 20030
give database-url "postgres://shop:$(password postgres-shop)@postgres:5432/shop"
give redis-url "redis://shop:$(password redis-shop)@redis:6379"
give faults-token "$(password shop-faults)"
give health-token "$(password shop-health)"

folder exporter 20040
give postgres-password "$(password postgres-exporter)"
give redis-password "$(password redis-exporter)"
give health-token "$(password exporter-health)"

folder desk 20050
give database-url "postgres://desk:$(password postgres-desk)@postgres:5432/shop"

folder grafana 20060
give admin-password "$(password grafana-admin)"

# the shop's switch throws that of the stand-in
folder rates 20070
give faults-token "$(password shop-faults)"

folder backups 20080
give database-url "postgres://backup:$(password postgres-backup)@postgres:5432/shop"

echo 'The secrets are in place. To read one:'
echo '  docker compose exec grafana cat /run/plimsoll/grafana/admin-password   # of the user admin'
echo '  docker compose exec shop cat /run/plimsoll/shop/faults-token           # header x-faults-token'
