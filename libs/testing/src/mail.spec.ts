import { randomUUID } from 'node:crypto';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { expect, it } from 'vitest';
import { mailsTo, waitForCode, waitForMail } from './mail.ts';
import { testCloud } from './test-cloud.ts';

const send = async (to: string, subject: string, text: string): Promise<void> => {
  const { region, credentials, endpoints, resources } = testCloud();
  const client = new SESv2Client({ region, credentials, endpoint: endpoints.ses });
  const Content = { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } };
  await client.send(
    new SendEmailCommand({
      FromEmailAddress: resources.mailFrom,
      Destination: { ToAddresses: [to] },
      Content,
    }),
  );
  client.destroy();
};

it('finds the newest mail to an address, by subject if asked', async () => {
  const to = `${randomUUID()}@example.com`;
  expect(await mailsTo(to)).toEqual([]);
  await send(to, 'Your code', 'It is 123456.');
  await send(to, 'Your video is ready', 'Watch it.');
  expect((await waitForMail(to)).subject).toBe('Your video is ready');
  expect((await waitForMail(to, { subject: /code/ })).text).toBe('It is 123456.');
  expect(await waitForCode(to, { subject: 'code' })).toBe('123456');
});

it('says which mails there are when the wanted one does not come', async () => {
  const to = `${randomUUID()}@example.com`;
  await send(to, 'Hello', 'Hello');
  await expect(waitForMail(to, { subject: 'Bye', timeoutMs: 1 })).rejects.toThrow(
    `No such mail to ${to}; there are: Hello`,
  );
});
