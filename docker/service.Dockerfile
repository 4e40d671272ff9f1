# auth, catalog, upload and database:
#   docker build -f docker/service.Dockerfile --build-arg DEPLOYABLE=catalog -t matinee-catalog .
# docker/bases.json says which bases a release is built on, by digest where it knows one.
ARG BASE=debian:bookworm-slim
ARG NODE=node:24.21.0-bookworm-slim

# The tree is plain JavaScript, the same for every architecture: it is laid on the builder's own, without emulation.
FROM --platform=$BUILDPLATFORM ${NODE} AS build
ARG DEPLOYABLE
WORKDIR /source
COPY . .
# No package may run a script of its own while an image is built.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
RUN npm run --silent images -- "$DEPLOYABLE" /app

FROM ${NODE} AS node

FROM ${BASE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libatomic1 tini \
    && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/debconf/*-old \
    && useradd --uid 10001 --user-group --no-log-init --no-create-home --home-dir /tmp --shell /usr/sbin/nologin matinee
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app /app
WORKDIR /app
# The AWS SDK asks for a home folder; the only one that can be written is /tmp.
ENV NODE_ENV=production HOME=/tmp
# ECS gives a volume here the owner and mode of the image's folder (1777) only if the image declares it.
VOLUME /tmp
USER 10001:10001
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs"]
# -s: also does its work when ECS puts an init process of its own in front.
ENTRYPOINT ["tini", "-s", "--", "node"]
CMD ["main.js"]

ARG DEPLOYABLE
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="matinee-${DEPLOYABLE}" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.source="${SOURCE}" \
    org.opencontainers.image.licenses="MIT"
