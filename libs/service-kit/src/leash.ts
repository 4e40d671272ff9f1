/**
 * Calls `stop` when the supervisor that started this process with an IPC channel is gone, even by SIGKILL, and also
 * when it went before anybody listened: a process that is still starting would live on by itself. Without a channel,
 * as in a container, nothing happens.
 */
export function onLeashLost(stop: () => void): void {
  process.on('disconnect', stop);
  if (process.connected === false) stop();
}
