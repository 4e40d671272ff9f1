import { z } from 'zod';

type Log = { warn(fields: object, message: string): void };

type Options = {
  /** ECS_AGENT_URI; absent outside ECS, and then nothing happens. */
  agentUri: string | undefined;
  /** A protection's length; it is renewed at half of it. */
  minutes: number;
  /** Seconds of idleness until it is given up: the next task often comes at once. */
  idleSeconds?: number;
  log: Log;
};

export interface Protection {
  /** Scale-in leaves this worker alone while any such work is going on. Neither waits nor fails. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Gives it up now and for good. */
  end(): Promise<void>;
}

/** Milliseconds. The agent is on the same machine, so an answer that takes longer does not come. */
const ANSWER_LIMIT = 1500;
const RETRY_AFTER = 30_000;

/** With status 200 either what holds now or why it could not be done, such as DEPLOYMENT_BLOCKED or TASK_NOT_VALID. */
const Answer = z.object({ failure: z.object({ Reason: z.string() }).optional() });

/**
 * Scale-in protection of the ECS task this process runs in, asked from the task's agent.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 * It is a courtesy to the work: a worker that is stopped all the same hands its tasks back. So what fails is logged and
 * tried again, and ECS forgets the protection by itself when this process cannot renew it any more.
 */
export function createProtection({ agentUri, minutes, idleSeconds = 10, log }: Options): Protection {
  let inWork = 0;
  let wanted = false;
  let ended = false;
  let calling: Promise<void> | undefined;
  let again = false;
  let renewal: NodeJS.Timeout | undefined;
  let idleness: NodeJS.Timeout | undefined;

  async function tell(enabled: boolean): Promise<void> {
    const response = await fetch(`${agentUri}/task-protection/v1/state`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ProtectionEnabled: enabled, ...(enabled && { ExpiresInMinutes: minutes }) }),
      signal: AbortSignal.timeout(ANSWER_LIMIT),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The agent answered ${response.status}: ${text.slice(0, 300)}`);
    const { failure } = Answer.parse(JSON.parse(text));
    if (failure) throw new Error(`ECS refused: ${failure.Reason}`);
  }

  async function attempt(): Promise<void> {
    const enabled = wanted;
    clearTimeout(renewal);
    try {
      await tell(enabled);
      if (enabled) tellAgain((minutes * 60_000) / 2);
    } catch (error) {
      log.warn({ err: error, enabled }, 'scale-in protection could not be changed');
      tellAgain(RETRY_AFTER);
    }
  }

  function tellAgain(milliseconds: number): void {
    if (!ended) renewal = setTimeout(update, milliseconds).unref();
  }

  /** One call at a time, so that the last one said is the last one heard. */
  function update(): void {
    if (!agentUri) return;
    again = true;
    calling ??= (async () => {
      for (; again; await attempt()) again = false;
    })().finally(() => {
      calling = undefined;
      // An update may fall between the last attempt and this line.
      if (again) update();
    });
  }

  function want(protection: boolean): void {
    if (wanted === protection) return;
    wanted = protection;
    update();
  }

  return {
    async during(work) {
      inWork += 1;
      clearTimeout(idleness);
      if (!ended) want(true);
      try {
        return await work();
      } finally {
        inWork -= 1;
        if (inWork === 0) idleness = setTimeout(() => want(false), idleSeconds * 1000).unref();
      }
    },

    async end() {
      ended = true;
      clearTimeout(idleness);
      clearTimeout(renewal);
      want(false);
      while (calling) await calling;
    },
  };
}
