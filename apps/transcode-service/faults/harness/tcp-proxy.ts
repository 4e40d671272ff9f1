import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type TcpProxy = Awaited<ReturnType<typeof startTcpProxy>>;

/** A wire that can be cut, silenced, or stopped at the moment that certain bytes pass from the client. */
export async function startTcpProxy(target: { host: string; port: number }) {
  const sockets = new Set<Socket>();
  let down = false;
  /** Sees what a client says; answers with what to wait for before it is passed on, and before the answer is. */
  let watch: ((chunk: Buffer) => { before?: Promise<void>; after?: Promise<void> } | undefined) | undefined;

  const server = createServer((client) => {
    if (down) return void client.destroy();
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay());
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    let toServer = Promise.resolve();
    let toClient = Promise.resolve();
    client.on('data', (chunk) => {
      const stops = watch?.(chunk);
      if (stops?.after) toClient = toClient.then(() => stops.after);
      toServer = toServer.then(() => stops?.before).then(() => void upstream.write(chunk));
    });
    upstream.on('data', (chunk) => (toClient = toClient.then(() => void client.write(chunk))));
    client.on('close', () => void toServer.then(() => upstream.end()));
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = () => sockets.forEach((socket) => socket.destroy());

  return {
    port: (server.address() as AddressInfo).port,
    /** Stops the next statement that contains `text`: before it arrives, or when it is done and nobody knows. */
    hold(where: 'before' | 'after', text: string) {
      const reached = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      watch = (chunk) => {
        if (!chunk.includes(text)) return undefined;
        watch = undefined;
        reached.resolve();
        return { [where]: gate.promise };
      };
      return { reached: reached.promise, release: () => gate.resolve() };
    },
    /** Breaks every connection and takes no new one until `heal`. */
    cut() {
      down = true;
      cutAll();
    },
    heal() {
      down = false;
      watch = undefined;
    },
    async close() {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}
