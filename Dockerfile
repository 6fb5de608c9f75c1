# One image for everything that we wrote: exporter, desk, the demo shop and its traffic; the command chooses.
#
#   docker build -t plimsoll .
#   docker run --rm -p 127.0.0.1:9464:9464 -e PLIMSOLL_HOST=0.0.0.0 plimsoll
#
# compose gives the same tag from .env; a test holds the two together
ARG NODE_IMAGE=node:24.19.0-slim
ARG POSTGRES_IMAGE=postgres:18.6

# npmrc and certificates.pem of those who need them: --build-context settings=FOLDER (containers/build/README.md)
FROM scratch AS settings

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# packages' own install scripts are not needed and not run
RUN --mount=type=cache,target=/var/cache/npm --mount=type=bind,from=settings,target=/settings \
    if [ -f /settings/certificates.pem ]; then export NODE_EXTRA_CA_CERTS=/settings/certificates.pem; fi; \
    npm ci --cache /var/cache/npm --userconfig /settings/npmrc --ignore-scripts --no-audit --no-fund --no-update-notifier \
      --fetch-retries 2 --fetch-retry-mintimeout 1000 --fetch-retry-maxtimeout 5000

FROM packages AS builder
COPY . .
RUN ./node_modules/.bin/tsc -b cli shop && rm -f dist/*/.tsbuildinfo

FROM packages AS production
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier --offline

# What makes backups (--target backups): pg_dump must be of the server's version, so that Node comes to PostgreSQL.
FROM ${POSTGRES_IMAGE} AS backups
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
RUN install -d -o 20000 -g 20000 -m 0755 /run/plimsoll \
 && install -d -o 1000 -g 1000 -m 0700 /var/lib/plimsoll/backups
WORKDIR /app
COPY package.json ./
COPY --from=production /app/node_modules ./node_modules
COPY --from=builder /app/dist ./dist
ENV NODE_ENV=production
USER 1000:1000
STOPSIGNAL SIGTERM
ENTRYPOINT []
CMD ["node", "dist/cli/main.js", "backup", "--folder", "/var/lib/plimsoll/backups"]

FROM ${NODE_IMAGE}
# nothing is fetched or installed at run time
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
 && install -d -o 20000 -g 20000 -m 0755 /run/plimsoll \
 && install -d -o 1000 -g 1000 -m 0700 /var/lib/plimsoll/backups
WORKDIR /app
COPY package.json ./
COPY --from=production /app/node_modules ./node_modules
COPY containers/init ./containers/init
COPY shop/database/migrations ./shop/database/migrations
COPY shop/storefront ./shop/storefront
COPY docs/runbooks ./docs/runbooks
COPY grafana/dashboards ./grafana/dashboards
COPY plimsoll.yaml /etc/plimsoll/plimsoll.yaml
COPY --from=builder /app/dist ./dist
ENV NODE_ENV=production PLIMSOLL_HEALTH_URL=http://127.0.0.1:9464/healthz
USER 1000:1000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "fetch(process.env.PLIMSOLL_HEALTH_URL).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT []
CMD ["node", "--max-semi-space-size=1", "--v8-pool-size=1", "dist/cli/main.js", "serve", "--config", "/etc/plimsoll/plimsoll.yaml"]
