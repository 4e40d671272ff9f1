# The stand-ins for AWS, for docker/compose.yaml. Never for production: it refuses to start there.
ARG NODE=node:24.21.0-bookworm-slim

FROM ${NODE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends mariadb-server-core tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-log-init --no-create-home --home-dir /tmp --shell /usr/sbin/nologin matinee \
    && install --directory --owner=matinee --group=matinee /data /run/matinee
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
ENV NODE_ENV=development HOME=/tmp
USER 10001:10001
EXPOSE 8080 8090
HEALTHCHECK --interval=2s --timeout=2s --start-period=60s --retries=30 CMD ["test", "-s", "/run/matinee/ready"]
ENTRYPOINT ["tini", "-s", "--", "node"]
CMD ["apps/local/src/cloud-only.ts", "--publish"]
