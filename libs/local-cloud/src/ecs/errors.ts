/** A refusal in the words of ECS: `type` is the exception name that the SDK turns into `error.name`. */
export class EcsError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'EcsError';
    this.type = type;
  }
}

export const clusterNotFound = () => new EcsError('ClusterNotFoundException', 'Cluster not found.');
export const serviceNotFound = () => new EcsError('ServiceNotFoundException', 'Service not found.');
export const serviceNotActive = () => new EcsError('ServiceNotActiveException', 'Service was not ACTIVE.');
export const invalidParameter = (message: string) => new EcsError('InvalidParameterException', message);
export const clientException = (message: string) => new EcsError('ClientException', message);
/** Part of ECS, but not of this stand-in: said aloud, because ignoring it would be a silent difference. */
export const notRepresented = (what: string) =>
  new EcsError('UnsupportedFeatureException', `${what} is not represented in the local cloud.`);
