import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Passes connections to this machine's own address on to the same port on loopback: a container publishes what
 * listens on its address, and everything here listens on loopback only. Nothing to do on a machine without one.
 */
export async function publish(port: number): Promise<() => void> {
  const addresses = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  const servers: Server[] = [];
  for (const { address } of addresses) {
    const server = createServer((client) => {
      const inner = connect(port, '127.0.0.1');
      client.on('error', () => inner.destroy()).pipe(inner);
      inner.on('error', () => client.destroy()).pipe(client);
    });
    server.listen(port, address);
    await once(server, 'listening');
    servers.push(server);
  }
  return () => servers.forEach((server) => server.close());
}
