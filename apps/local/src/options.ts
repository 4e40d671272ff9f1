import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const defaultPort = 8080;

export type LocalOptions = ReturnType<typeof readOptions>;

/**
 * `npm start -- [--data folder] [--port 8080] [--no-demo] [--discard] [--scale-to-zero]
 * [--aws-calls folder]`.
 * `--discard` removes the data folder at the end; `--scale-to-zero` starts without a worker until there is work;
 * `--aws-calls` writes down what each process asks of AWS. The other ports keep their distance to the edge's, so a
 * second instance only needs another `--port`.
 */
export function readOptions(args: string[], root: string) {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', default: resolve(root, '.matinee') },
      port: { type: 'string', default: String(defaultPort) },
      'no-demo': { type: 'boolean', default: false },
      discard: { type: 'boolean', default: false },
      'scale-to-zero': { type: 'boolean', default: false },
      'aws-calls': { type: 'string' },
    },
  });
  const edge = Number(values.port);
  if (!Number.isInteger(edge) || edge < 1024 || edge > 60_000)
    throw new Error(`--port ${values.port} is not a port between 1024 and 60000.`);
  const near = (usual: number) => usual - defaultPort + edge;
  return {
    data: resolve(values.data),
    demo: !values['no-demo'],
    discard: values.discard,
    scaleToZero: values['scale-to-zero'],
    awsCalls: values['aws-calls'] && resolve(values['aws-calls']),
    publicOrigin: `http://localhost:${edge}`,
    ports: {
      edge,
      web: near(8081),
      auth: near(8082),
      catalog: near(8083),
      upload: near(8084),
      transcode: near(8085),
      s3: near(8090),
      queues: near(8091),
      cognito: near(8092),
      ses: near(8093),
      database: near(8094),
      secrets: near(8095),
      ecs: near(8096),
    },
  };
}
