export interface Mail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
}

export interface StoredMail extends Mail {
  id: string;
  /** ISO 8601, UTC. */
  date: string;
}

/** `a@b.c` out of `Name <a@b.c>` or `a@b.c`, in lower case. */
export const bareAddress = (address: string): string =>
  (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
