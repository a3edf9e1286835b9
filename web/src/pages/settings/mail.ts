// The mail settings as the server gives them, and as a form holds them.

export type Security = 'tls' | 'start_tls' | 'none';

export interface MailView {
  rv: number;
  /** A server and a sender are named: mail can leave. */
  set_up: boolean;
  from_name: string | null;
  from_address: string | null;
  reply_to: string | null;
  host: string | null;
  port: number | null;
  security: Security | null;
  user: string | null;
  password_at: string | null;
  ca_pem: string | null;
  hello_name: string | null;
  bounce_domain: string | null;
  pace: { messages: number; per: 'minute' | 'hour' } | null;
  dkim: { made: Selector[]; signing: Selector[] };
  trouble: { kind: 'refused' | 'unreachable'; since: string; detail: string } | null;
}

interface Selector {
  name: string;
  domain: string;
  algorithm: 'rsa' | 'ed25519';
}

export interface RecordsView {
  domain: string;
  records: { name: string; value: string; zone_line: string; note: string }[];
}

/** What stands under a record's name, as receivers see it. */
export interface Found {
  name: string;
  state: 'published' | 'missing' | 'different' | 'unknown';
  said: string;
  texts: string[];
}

export const USUAL_PORT: Record<Security, string> = { tls: '465', start_tls: '587', none: '25' };

export interface MailForm {
  from_name: string;
  from_address: string;
  reply_to: string;
  host: string;
  port: string;
  security: Security;
  user: string;
  /** Empty keeps the one there is. */
  password: string;
  ca_pem: string;
  hello_name: string;
  bounce_domain: string;
  /** Empty: as many as there are. */
  messages: string;
  per: 'minute' | 'hour';
}

export function toMailForm(mail: MailView): MailForm {
  const security = mail.security ?? 'tls';
  return {
    from_name: mail.from_name ?? '',
    from_address: mail.from_address ?? '',
    reply_to: mail.reply_to ?? '',
    host: mail.host ?? '',
    port: mail.port ? String(mail.port) : USUAL_PORT[security],
    security,
    user: mail.user ?? '',
    password: '',
    ca_pem: mail.ca_pem ?? '',
    hello_name: mail.hello_name ?? '',
    bounce_domain: mail.bounce_domain ?? '',
    messages: mail.pace ? String(mail.pace.messages) : '',
    per: mail.pace?.per ?? 'hour',
  };
}

/** Absent keeps, null clears: only the password may be absent. Without a host there is no server to speak of. */
export function toMailChange(form: MailForm): Record<string, unknown> {
  const { password, port, security, messages, per, ...texts } = form;
  const pace = messages.trim() ? { messages: Number(messages), per } : null;
  const said = Object.entries(texts).map(([name, text]) => [name, text.trim() || null] as const);
  const server = texts.host.trim() ? { port: Number(port), security } : { port: null, security: null };
  return { ...Object.fromEntries(said), ...server, pace, ...(password ? { password } : {}) };
}

export function checkMail({ port, host, messages }: MailForm): Record<string, string | null> {
  const good = /^\d{1,5}$/.test(port.trim()) && Number(port) > 0 && Number(port) < 65_536;
  const pace = /^\d{0,6}$/.test(messages.trim()) && messages.trim() !== '0';
  return {
    port: good || !host.trim() ? null : 'A port is a number, as a rule 465 or 587.',
    messages: pace ? null : 'A whole number, like 300; empty where there is no limit.',
  };
}
