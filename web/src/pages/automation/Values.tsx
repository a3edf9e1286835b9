// Values with what they are called: what a command is given or answered, never as a text for machines.
import { Link } from '@tanstack/react-router';
import { nounOfId } from '../../api/nouns';
import { useView } from '../../api/query';
import { useStaff } from '../../api/staff';
import { nounLabel, recordPath } from '../../shell/records';
import { Money } from '../../ui/Money';
import { inWords } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { said, shapeOf } from './values';

interface Named {
  fields: Record<string, unknown>;
  /** What a field is called on the screen. */
  label?: (name: string) => string;
}

export function Values({ fields, label = inWords }: Named) {
  return (
    <dl className="value-list">
      {said(fields).map(([name, value]) => (
        <div key={name}>
          <dt>{label(name)}</dt>
          <dd>
            <Value of={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Value({ of }: { of: unknown }) {
  const shape = shapeOf(of);
  switch (shape.is) {
    case 'nothing':
      return <>–</>;
    case 'words':
      return <span style={{ whiteSpace: 'pre-wrap' }}>{shape.words}</span>;
    case 'money':
      return <Money of={shape.money} />;
    case 'instant':
      return <When at={shape.at} />;
    case 'record':
      return <Record id={shape.id} />;
    case 'fields':
      return <Values fields={Object.fromEntries(shape.of)} />;
    case 'list':
      return (
        <ul className="plain-list">
          {shape.of.map((one, place) => (
            // what stands in a list has no other name than its place
            // oxlint-disable-next-line no-array-index-key
            <li key={place}>
              <Value of={one} />
            </li>
          ))}
        </ul>
      );
  }
}

/** People by their name; every other record by what it is. */
function Record({ id }: { id: string }) {
  const staff = useStaff();
  const isContact = nounOfId(id) === 'contact';
  const contact = useView<{ name: string | null }>(`/contacts/${id}`, { enabled: isContact }).data;
  const path = recordPath(id);
  const name = (isContact ? contact?.name : staff.nameOf(id)) || nounLabel(id);
  return path ? <Link to={path}>{name}</Link> : <>{name}</>;
}
