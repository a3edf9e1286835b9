// A calendar day of the business, which has no zone: late once it has passed.
import { Text } from '@mantine/core';
import { useBusiness } from '../../api/session';
import { sayDay } from '../../ui/instant';
import { isPast } from './steps';

export function Day({ on, waits = false }: { on: string; waits?: boolean }) {
  const { locale, zone } = useBusiness();
  const late = waits && isPast(on, new Date(), zone);
  return (
    <Text span inherit className="num nowrap" {...(late ? { c: 'red' } : {})}>
      <time dateTime={on}>{sayDay(new Date(on), new Date(), locale, 'UTC')}</time>
      {late ? ', late' : ''}
    </Text>
  );
}
