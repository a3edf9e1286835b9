// What a form asks, says and does, as the server keeps it; and how its parts are changed without losing answers.

export type Texts = Record<string, string>;
export type Kind = 'text' | 'email' | 'phone' | 'select' | 'money' | 'long_text' | 'hidden';
export type Purpose = 'news' | 'follow_up';

export interface Choice {
  id: string;
  label: Texts;
}

export interface Field {
  /** Never changes: answers are compared by it. */
  id: string;
  kind: Kind;
  label: Texts;
  help: Texts;
  required: boolean;
  options: Choice[];
}

export interface ConsentAsked {
  purpose: Purpose;
  text: Texts;
  version: number;
  required: boolean;
}

export type After = 'thanks' | { message: Texts } | { url: string };

export interface FormSpec {
  title: string;
  intro: Texts;
  fields: Field[];
  consent: ConsentAsked | null;
  allowed_hosts: string[];
  after: After;
  service: string | null;
  languages: string[];
}

export interface FormView {
  id: string;
  rv: number;
  slug: string;
  title: string;
  state: 'draft' | 'published' | 'closed';
  draft: FormSpec;
  version: number;
  /** The draft differs from what is published. */
  changed: boolean;
  owner: string | null;
  url: string;
  embed: string;
  made_at: string;
}

export const KIND_WORDS: Record<Kind, string> = {
  text: 'One line',
  long_text: 'Several lines',
  email: 'Email address',
  phone: 'Phone number',
  select: 'Choice',
  money: 'Amount',
  hidden: 'Hidden, from the address',
};

interface Offer {
  id: string;
  kind: Kind;
  words: string;
}

/** These become the contact; there is one of each at most. */
export const WELL_KNOWN: readonly Offer[] = [
  { id: 'name', kind: 'text', words: 'Name' },
  { id: 'email', kind: 'email', words: 'Email' },
  { id: 'phone', kind: 'phone', words: 'Phone' },
  { id: 'company', kind: 'text', words: 'Company' },
  { id: 'message', kind: 'long_text', words: 'Message' },
];

/** Where somebody came from, taken from the address of the page. */
export const SOURCES = ['utm_source', 'utm_medium', 'utm_campaign', 'ref', 'gclid'] as const;

const WORDS_BY_LANGUAGE: Record<string, Texts> = {
  de: { name: 'Name', email: 'E-Mail', phone: 'Telefon', company: 'Firma', message: 'Nachricht' },
  fr: { name: 'Nom', email: 'E-mail', phone: 'Téléphone', company: 'Entreprise', message: 'Message' },
  es: { name: 'Nombre', email: 'Correo', phone: 'Teléfono', company: 'Empresa', message: 'Mensaje' },
  it: { name: 'Nome', email: 'E-mail', phone: 'Telefono', company: 'Azienda', message: 'Messaggio' },
  nl: { name: 'Naam', email: 'E-mail', phone: 'Telefoon', company: 'Bedrijf', message: 'Bericht' },
};

export function knownField(offer: Offer, languages: readonly string[]): Field {
  const label = languages.map((each) => [each, WORDS_BY_LANGUAGE[each]?.[offer.id] ?? offer.words] as const);
  const required = offer.id === 'name' || offer.id === 'email';
  return {
    id: offer.id,
    kind: offer.kind,
    label: Object.fromEntries(label),
    help: {},
    required,
    options: [],
  };
}

export function newField(kind: Kind, taken: readonly Field[], id = freeId('field', taken)): Field {
  const options = kind === 'select' ? [{ id: 'option_1', label: {} }] : [];
  return { id, kind, label: {}, help: {}, required: false, options };
}

/** `When shall we start?` → `when_shall_we_start`, within what the server takes. */
export function idOf(words: string): string {
  const plain = words.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
    .replace(/_+$/, '');
}

export function slugOf(words: string): string {
  return idOf(words).replaceAll('_', '-');
}

/** `wish`, or `wish_2`, `wish_3` where it is taken. */
export function freeId(wish: string, taken: readonly { id: string }[]): string {
  const ids = new Set(taken.map(({ id }) => id));
  if (wish && !ids.has(wish)) return wish;
  let n = 2;
  while (ids.has(`${wish}_${n}`)) n += 1;
  return `${wish}_${n}`;
}

/** A new list with one item a place up or down; the same list at its ends. */
export function moved<T>(items: readonly T[], from: number, by: -1 | 1): T[] {
  const to = from + by;
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  next.splice(to, 0, item);
  return next;
}

export function withText(texts: Texts, language: string, words: string): Texts {
  const { [language]: _, ...others } = texts;
  return words ? { ...others, [language]: words } : others;
}

/** What is missing in a language the form speaks: shown to the owner, the first language stands in. */
export function untranslated(spec: FormSpec, language: string): number {
  const labels = spec.fields.filter(({ kind }) => kind !== 'hidden').map(({ label }) => label);
  const options = spec.fields.flatMap((field) => (field.kind === 'select' ? field.options : []));
  const texts = [
    ...labels,
    ...options.map(({ label }) => label),
    ...(spec.consent ? [spec.consent.text] : []),
  ];
  return texts.filter((each) => !each[language]?.trim()).length;
}

/** The first draft of a new form: enough to answer somebody. */
export function starter(title: string, language: string): FormSpec {
  const offers = WELL_KNOWN.filter(({ id }) => ['name', 'email', 'message'].includes(id));
  return {
    title,
    intro: {},
    fields: offers.map((offer) => knownField(offer, [language])),
    consent: null,
    allowed_hosts: [],
    after: 'thanks',
    service: null,
    languages: [language],
  };
}

export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'da', 'sv', 'cs', 'tr'] as const;

export function languageName(tag: string): string {
  return new Intl.DisplayNames(undefined, { type: 'language' }).of(tag) ?? tag;
}
