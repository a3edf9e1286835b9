// What a token may be lent: whole nouns first, then single verbs, as they are granted to its user.

export interface ScopeGroup {
  group: string;
  items: { value: string; label: string }[];
}

export function scopeChoices(verbs: readonly string[]): ScopeGroup[] {
  const sorted = [...verbs].toSorted();
  const nouns = [...new Set(sorted.map((verb) => verb.split('.')[0]!))];
  const item = (value: string) => ({ value, label: value });
  return [
    { group: 'Everything about', items: nouns.map((noun) => item(`${noun}.*`)) },
    { group: 'Only to', items: sorted.map(item) },
  ];
}
