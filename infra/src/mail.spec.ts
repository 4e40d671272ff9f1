import { describe, expect, it } from 'vitest';
import { domain, ground } from './spec-ground.ts';

describe('mail', () => {
  it('needs nothing without a domain', async () => {
    const { resources } = await ground();
    expect(resources.filter(({ type }) => /sesv2|route53/.test(type))).toEqual([]);
  });

  it('is signed, aligned and sent with TLS with one', async () => {
    const made = await ground(domain);
    expect(made.one('sesv2/emailIdentity:EmailIdentity', 'mail').inputs).toMatchObject({
      emailIdentity: 'video.example.com',
      configurationSetName: 'matinee',
      dkimSigningAttributes: { nextSigningKeyLength: 'RSA_2048_BIT' },
    });
    expect(made.one('sesv2/configurationSet:ConfigurationSet', 'mail').inputs).toMatchObject({
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    expect(
      made.one('sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes', 'mail-from').inputs,
    ).toMatchObject({ mailFromDomain: 'bounce.video.example.com' });
    const records = made
      .all('route53/record:Record')
      .map(({ inputs }) => [inputs['zoneId'], inputs['type'], inputs['name'], inputs['records']]);
    const zone = domain.zoneId;
    expect(records).toEqual([
      ...['one', 'two', 'three'].map((token) => [
        zone,
        'CNAME',
        `${token}._domainkey.video.example.com`,
        [`${token}.dkim.amazonses.com`],
      ]),
      [zone, 'TXT', '_dmarc.video.example.com', ['v=DMARC1; p=quarantine']],
      [zone, 'MX', 'bounce.video.example.com', ['10 feedback-smtp.us-east-1.amazonses.com']],
      [zone, 'TXT', 'bounce.video.example.com', ['v=spf1 include:amazonses.com -all']],
    ]);
  });
});
