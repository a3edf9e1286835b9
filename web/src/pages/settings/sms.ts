// How SMS to the staff leave, as the server takes it, and what well-known gateways want.
import type { Auth } from './connections';

export interface Gateway {
  connection: string;
  method: 'POST' | 'PUT' | 'GET';
  /** Below the connection's address. */
  path: string;
  format: 'json' | 'form';
  /** In its texts `{to}`, `{text}` and `{from}` are filled in. */
  fields: unknown;
  sender: string;
  /** How an answer says yes, where a status of 200 alone does not. */
  yes: { at: string; is: string } | null;
}

export interface Preset {
  value: string;
  label: string;
  base_url: string;
  auth: Auth;
  /** What is sent as the user, or the name of the header; null: typed by whoever sets it up. */
  auth_name: string | null;
  /** What the account is called there, where it is asked for: `ACCOUNT` in the path becomes it too. */
  account: string | null;
  /** What the secret is called there, and what stands before it on the wire. */
  secret: string;
  before: string;
  method: Gateway['method'];
  path: string;
  format: Gateway['format'];
  fields: unknown;
  yes: Gateway['yes'];
  /** What else to know. */
  hint: string;
}

const PLAIN: Preset = {
  value: 'other',
  label: 'Another gateway',
  base_url: '',
  auth: 'bearer',
  auth_name: null,
  account: null,
  secret: 'Token or API key',
  before: '',
  method: 'POST',
  path: '/messages',
  format: 'json',
  fields: { to: '{to}', text: '{text}', from: '{from}' },
  yes: null,
  hint: 'Its documentation says where a message is sent to, and what its fields are called.',
};

export const PRESETS: readonly Preset[] = [
  {
    ...PLAIN,
    value: 'twilio',
    label: 'Twilio',
    base_url: 'https://api.twilio.com',
    auth: 'basic',
    account: 'Account SID',
    secret: 'Auth token',
    path: '/2010-04-01/Accounts/ACCOUNT/Messages.json',
    format: 'form',
    fields: { To: '{to}', From: '{from}', Body: '{text}' },
    hint: 'The sender is a number of yours there, such as +15551234567, or a name where the country allows it.',
  },
  {
    ...PLAIN,
    value: 'seven',
    label: 'seven.io',
    base_url: 'https://gateway.seven.io/api',
    auth: 'header',
    auth_name: 'X-Api-Key',
    secret: 'API key',
    path: '/sms',
    yes: { at: '/success', is: '100' },
    hint: 'The sender has up to 11 letters, or 16 digits. seven.io answers 200 even to a no; so its answer has to say 100.',
  },
  {
    ...PLAIN,
    value: 'bird',
    label: 'Bird',
    base_url: 'https://api.bird.com',
    auth: 'header',
    auth_name: 'Authorization',
    secret: 'Access key',
    before: 'AccessKey ',
    path: '/workspaces/WORKSPACE/channels/CHANNEL/messages',
    fields: {
      receiver: { contacts: [{ identifierKey: 'phonenumber', identifierValue: '{to}' }] },
      body: { type: 'text', text: { text: '{text}' } },
    },
    hint: 'Write the ids of your workspace and of your SMS channel into the path. The channel decides who the sender is.',
  },
  {
    ...PLAIN,
    value: 'messagebird',
    label: 'MessageBird (before Bird)',
    base_url: 'https://rest.messagebird.com',
    auth: 'header',
    auth_name: 'Authorization',
    secret: 'Access key',
    before: 'AccessKey ',
    path: '/messages',
    fields: { recipients: ['{to}'], originator: '{from}', body: '{text}' },
    hint: 'The sender has up to 11 letters, or is a number of yours.',
  },
  PLAIN,
];

export interface Typed {
  preset: string;
  /** The id of a connection, or empty for a new one. */
  connection: string;
  base_url: string;
  account: string;
  secret: string;
  method: Gateway['method'];
  path: string;
  format: Gateway['format'];
  fields: string;
  sender: string;
  yes_at: string;
  yes_is: string;
}

export const presetOf = (value: string): Preset => PRESETS.find((one) => one.value === value) ?? PLAIN;

const shown = (fields: unknown) => JSON.stringify(fields, null, 2);

/** The form of a gateway: as it is, or as a preset wants it. */
export function toForm(known: Gateway | null, preset: Preset = PRESETS[0]!): Typed {
  const { method, path, format, fields, yes } = known ?? preset;
  return {
    preset: known ? PLAIN.value : preset.value,
    connection: known?.connection ?? '',
    base_url: preset.base_url,
    account: '',
    secret: '',
    method,
    path,
    format,
    fields: shown(fields),
    sender: known?.sender ?? '',
    yes_at: yes?.at ?? '',
    yes_is: yes?.is ?? '',
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What needs no server to be seen. */
export function checkTyped(typed: Typed): Record<string, string | null> {
  const fresh = typed.connection === '';
  const { account } = presetOf(typed.preset);
  const left = /\b(WORKSPACE|CHANNEL)\b/.test(typed.path);
  return {
    base_url: fresh && !typed.base_url.trim() ? 'Write it like https://api.sms.example.' : null,
    account: fresh && account && !typed.account.trim() ? 'Fill this in.' : null,
    secret: fresh && !typed.secret.trim() ? 'Put in what it knows you by.' : null,
    path: left ? 'Put your own ids in place of WORKSPACE and CHANNEL.' : null,
    fields:
      parsed(typed.fields) === undefined ? 'This is no JSON yet: look at quotes, commas and braces.' : null,
    yes_is: typed.yes_at.trim() && !typed.yes_is.trim() ? 'Say what stands there.' : null,
  };
}

/** The connection that is added for a new one. */
export function toConnection(typed: Typed): Record<string, unknown> {
  const preset = presetOf(typed.preset);
  const name = preset.auth_name ?? (preset.account ? typed.account.trim() : null);
  return {
    name: 'sms',
    base_url: typed.base_url.trim(),
    auth: preset.auth,
    ...(name ? { auth_name: name } : {}),
    secret: preset.before + typed.secret.trim(),
  };
}

export function toGateway(typed: Typed, connection: string): Gateway {
  const account = typed.account.trim();
  const at = typed.yes_at.trim();
  return {
    connection,
    method: typed.method,
    path: account ? typed.path.trim().replace('ACCOUNT', encodeURIComponent(account)) : typed.path.trim(),
    format: typed.format,
    fields: parsed(typed.fields),
    sender: typed.sender.trim(),
    yes: at ? { at, is: typed.yes_is.trim() } : null,
  };
}
