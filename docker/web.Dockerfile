# The web client: docker build -f docker/web.Dockerfile -t matinee-web .
ARG BASE=debian:bookworm-slim
ARG NODE=node:24.21.0-bookworm-slim

# Native code is left out of the tree, so it is the same for every architecture and laid on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE} AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
RUN npm run --silent images -- web /app

FROM ${NODE} AS node

FROM ${BASE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libatomic1 tini \
    && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/debconf/*-old \
    && useradd --uid 10001 --user-group --no-log-init --no-create-home --home-dir /tmp --shell /usr/sbin/nologin matinee
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app /app
WORKDIR /app
ENV NODE_ENV=production HOME=/tmp NEXT_TELEMETRY_DISABLED=1
# ECS gives a volume here the owner and mode of the image's folder (1777) only if the image declares it.
VOLUME /tmp
USER 10001:10001
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs"]
ENTRYPOINT ["tini", "-s", "--", "node"]
CMD ["main.js"]

ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="matinee-web" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.source="${SOURCE}" \
    org.opencontainers.image.licenses="MIT"
