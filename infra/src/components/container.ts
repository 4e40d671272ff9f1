export type ContainerOptions = {
  name: string;
  image: string;
  /** Arguments of the image's entry point. */
  command?: readonly string[] | undefined;
  environment: Record<string, string>;
  /** Variable → `valueFrom`. */
  secrets: Record<string, string>;
  port?: number | undefined;
  logGroup: string;
  region: string;
  /** Seconds between SIGTERM and SIGKILL. */
  stopTimeout: number;
  /** A one-off task is not asked how it is. */
  healthCheck: boolean;
};

/** Whom our images run as; `docker/` makes the same. */
const user = '10001:10001';

/** The writable place of a container, in a volume of its own: containers of one task do not see each other's files. */
export const volumeOf = (container: string) => `tmp-${container}`;

/**
 * One container of a task definition, as ECS wants it. Nothing can be written but /tmp, no Linux capability is
 * left, and an init process reaps children and passes signals on.
 */
export const container = (options: ContainerOptions) => ({
  name: options.name,
  image: options.image,
  essential: true,
  ...(options.command && { command: options.command }),
  user,
  readonlyRootFilesystem: true,
  privileged: false,
  linuxParameters: { capabilities: { drop: ['ALL'] }, initProcessEnabled: true },
  mountPoints: [{ sourceVolume: volumeOf(options.name), containerPath: '/tmp', readOnly: false }],
  portMappings: options.port === undefined ? [] : [{ containerPort: options.port, protocol: 'tcp' }],
  environment: Object.entries(options.environment).map(([name, value]) => ({ name, value })),
  secrets: Object.entries(options.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
  stopTimeout: options.stopTimeout,
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': options.logGroup,
      'awslogs-region': options.region,
      'awslogs-stream-prefix': options.name,
    },
  },
  ...(options.healthCheck && {
    healthCheck: {
      command: ['CMD', 'node', 'healthcheck.mjs'],
      interval: 10,
      timeout: 5,
      retries: 3,
      startPeriod: 60,
    },
  }),
});
export type Container = ReturnType<typeof container>;
