import type { Mail } from './mail.ts';

const PURPOSE = {
  signup: { lead: 'Use this code to confirm your address:', life: 'It is valid for 24 hours.' },
  forgot: { lead: 'Use this code to choose a new password:', life: 'It is valid for one hour.' },
};

const UNASKED = 'If you did not ask for it, ignore this mail: nothing changes without the code.';

/** The mail a user pool sends for a sign-up or a password reset; the code stands on a line of its own. */
export function codeMail(o: { to: string; kind: keyof typeof PURPOSE; code: string; from?: string }): Mail {
  const { lead, life } = PURPOSE[o.kind];
  return {
    from: o.from ?? 'Matinee <no-reply@matinee.localhost>',
    to: [o.to],
    subject: `Your Matinee code: ${o.code}`,
    text: `${lead}\n\n${o.code}\n\n${life} ${UNASKED}\n`,
    html:
      `<p>${lead}</p><p style="font:600 2rem ui-monospace,monospace;letter-spacing:.2em">${o.code}</p>` +
      `<p>${life} ${UNASKED}</p>`,
  };
}
