import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A mail service to hold the suite against: the local one, or SES with the mailbox simulator as recipient. */
export interface SesTarget {
  region: string;
  /** Unset: AWS itself, with the credentials of the environment. */
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** A verified identity. */
  from: string;
  /** On AWS: success@simulator.amazonses.com. */
  to: string;
}

const named = (name: string) => expect.objectContaining({ name });

/** What the product relies on when it sends a mail. */
export function sesConformance(makeTarget: () => Promise<SesTarget>): void {
  describe('a mail service', () => {
    let target: SesTarget;
    let client: SESv2Client;

    beforeAll(async () => {
      target = await makeTarget();
      const { region, endpoint, credentials } = target;
      client = new SESv2Client({
        region,
        ...(endpoint && { endpoint }),
        ...(credentials && { credentials }),
        maxAttempts: 1,
      });
    });
    afterAll(() => client.destroy());

    const send = (change: Partial<SendEmailCommandInput> = {}) =>
      client.send(
        new SendEmailCommand({
          FromEmailAddress: `Matinee <${target.from}>`,
          Destination: { ToAddresses: [target.to] },
          Content: {
            Simple: {
              Subject: { Data: 'Ready: “Été à la mer” 🎬' },
              Body: { Text: { Data: 'Watch it.' }, Html: { Data: '<p>Watch it.</p>' } },
            },
          },
          ...change,
        }),
      );

    it('takes a mail and gives it an id', async () => {
      await expect(send()).resolves.toMatchObject({ MessageId: expect.stringMatching(/.+/) });
    });

    it('rejects a sender that is not verified', async () => {
      await expect(send({ FromEmailAddress: 'stranger@example.com' })).rejects.toEqual(
        named('MessageRejected'),
      );
    });

    it.each<[string, Partial<SendEmailCommandInput>]>([
      ['sender', { FromEmailAddress: undefined }],
      ['recipient', { Destination: { ToAddresses: [] } }],
      ['body', { Content: { Simple: { Subject: { Data: 'x' }, Body: {} } } }],
    ])('refuses a mail without a %s', async (_what, change) => {
      await expect(send(change)).rejects.toEqual(named('BadRequestException'));
    });
  });
}
