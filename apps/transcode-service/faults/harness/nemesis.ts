import { setTimeout as delay } from 'node:timers/promises';
import { isAction, isGet, isPut, isReport, loseAnswer, loseCall, refuse } from './faults.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import { pidOf } from './tools.ts';

/** Does one bad thing; resolves when it is over. Several may overlap. */
type Blow = { name: string; weight: number; strike: () => Promise<void> };

/** Everything that may happen to a stage at any moment, drawn from a seed. */
export function createNemesis(stage: Stage, random: Random) {
  const someWorker = () => random.pick(stage.workers())!;
  const awhile = () => delay(random.between(300, 4000));
  /** A wire that misbehaves for a while. */
  const spell = async (start: () => { remove: () => void }) => {
    const { remove } = start();
    await awhile();
    remove();
  };

  const blows: Blow[] = [
    {
      name: 'a worker is killed',
      weight: 3,
      async strike() {
        const worker = someWorker();
        await worker.kill();
        await awhile();
        if (!worker.running()) worker.start();
      },
    },
    {
      name: 'a worker is told to go',
      weight: 2,
      async strike() {
        const worker = someWorker();
        await worker.stop(6);
        if (!worker.running()) worker.start();
      },
    },
    {
      name: 'a worker sleeps',
      weight: 2,
      async strike() {
        const worker = someWorker();
        worker.process().signal('SIGSTOP');
        await delay(random.between(500, 7000));
        worker.process().signal('SIGCONT');
      },
    },
    {
      name: 'a tool is killed',
      weight: 2,
      async strike() {
        const last = someWorker().tools.spawns().at(-1);
        const pid = last && pidOf(last);
        try {
          if (pid !== undefined) process.kill(pid, 'SIGKILL');
        } catch {
          // It ended by itself just now.
        }
      },
    },
    {
      name: 'the server is killed',
      weight: 1,
      async strike() {
        if (stage.server.process().ended()) return;
        await stage.server.kill();
        await stage.server.start();
      },
    },
    {
      name: 'the database is cut off',
      weight: 1,
      async strike() {
        stage.server.database.cut();
        await awhile();
        stage.server.database.heal();
      },
    },
    {
      name: 'storage refuses reads',
      weight: 1,
      strike: () => spell(() => refuse(someWorker().s3, isGet(/./), 503)),
    },
    {
      name: 'storage refuses writes',
      weight: 1,
      strike: () => spell(() => refuse(someWorker().s3, isPut(/./), 500)),
    },
    {
      name: 'answers to writes are lost',
      weight: 1,
      strike: () => spell(() => loseAnswer(someWorker().s3, isPut(/./), 5)),
    },
    {
      name: 'answers to reports are lost',
      weight: 2,
      strike: () => spell(() => loseAnswer(someWorker().api, isReport('complete'), 3)),
    },
    {
      name: 'heartbeats are lost',
      weight: 1,
      strike: () => spell(() => loseCall(someWorker().api, isReport('heartbeat'))),
    },
    {
      name: 'messages cannot be kept or deleted',
      weight: 1,
      strike: () =>
        spell(() => refuse(someWorker().sqs, isAction('DeleteMessage', 'ChangeMessageVisibility'), 500)),
    },
    {
      name: 'answers of the relay are lost',
      weight: 1,
      strike: () => spell(() => loseAnswer(stage.server.queues, isAction('SendMessage', 'PublishBatch'), 4)),
    },
  ];
  const total = blows.reduce((sum, { weight }) => sum + weight, 0);

  function draw(): Blow {
    let left = random.next() * total;
    return blows.find(({ weight }) => (left -= weight) < 0) ?? blows[0]!;
  }

  return {
    /** Strikes every one to three seconds until `until` (of `performance.now()`); resolves when all blows are over. */
    async rage(until: number): Promise<number> {
      const underWay: Promise<void>[] = [];
      while (performance.now() < until) {
        const blow = draw();
        stage.note(blow.name);
        underWay.push(blow.strike());
        await delay(random.between(1000, 3000));
      }
      await Promise.all(underWay);
      return underWay.length;
    },
  };
}
