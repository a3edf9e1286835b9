// The sign of a record's noun, by its id.
import { createElement } from 'react';
import { nounIcon } from './records';

export function NounSign({ id }: { id: string }) {
  return createElement(nounIcon(id), { 'size': 18, 'stroke': 1.7, 'aria-hidden': true });
}
