// What records are called: the title the server knows; a lead by whoever asked.
import { useQueries } from '@tanstack/react-query';
import type { WholeLead } from '../../api/crm';
import { nounOfId } from '../../api/nouns';
import { viewOptions } from '../../api/query';
import { nounLabel } from '../../shell/records';

const MOST = 50;

interface Named {
  id: string;
  title: string;
}

/** A title that is only the id, or only says what to do, names nobody. */
export function useTitles(records: readonly Named[], unnamed: (record: Named) => boolean) {
  const nameless = (record: Named) => nounOfId(record.id) === 'lead' && unnamed(record);
  const leads = [...new Set(records.filter(nameless).map(({ id }) => id))].slice(0, MOST);
  const views = useQueries({
    queries: leads.map((id) =>
      viewOptions<WholeLead>(`/leads/${id}`, { nouns: ['lead', 'contact', 'message', 'service'] }),
    ),
  });
  const known = new Map(
    views.flatMap(({ data }) => (data?.contact_name ? [[data.id, data.contact_name]] : [])),
  );
  return (record: Named) => known.get(record.id) ?? (nameless(record) ? nounLabel(record.id) : record.title);
}
