// What we know of a person, each field edited where it stands.
import { Anchor, SimpleGrid, Stack, TagsInput, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ContactView } from '../../api/crm';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { Block } from '../../ui/Block';
import { EditChoice, EditText } from '../../ui/EditText';
import { change } from '../../ui/change';
import { sayProblem } from '../../ui/toast';

export function Known({ contact }: { contact: ContactView }) {
  const { choices } = useStaff();
  const may = useMay('contact.change');
  const save = (field: string, what: string) => (value: unknown) =>
    change('contact.change', { contact: contact.id, [field]: value }, `${what} changed`);
  const both = { readOnly: !may };
  const { company } = contact;
  return (
    <Block
      title="What we know"
      right={
        company ? (
          <Anchor component={Link} to={`/companies/${company.id}`} size="sm">
            {company.name}
          </Anchor>
        ) : null
      }
    >
      <Stack gap="sm">
        <EditText {...both} label="Name" value={contact.name || null} save={save('name', 'Name')} />
        <EditText
          {...both}
          label="Email"
          type="email"
          inputMode="email"
          value={contact.email}
          save={save('email', 'Email')}
        />
        <EditText
          {...both}
          label="Phone"
          type="tel"
          value={contact.phone ?? contact.phone_typed}
          description={contact.phone_typed ? 'Kept as typed: it is no number that rings.' : ''}
          save={save('phone', 'Phone')}
        />
        <EditText
          {...both}
          label="Company"
          value={company?.name ?? null}
          save={(name) =>
            name === null ? save('company', 'Company')(null) : save('company_name', 'Company')(name)
          }
        />
        <EditText
          {...both}
          label="Job title"
          value={contact.job_title}
          save={save('job_title', 'Job title')}
        />
        <TagsInput
          {...both}
          label="Tags"
          value={contact.tags}
          onChange={(tags) => void save('tags', 'Tags')(tags).catch(sayProblem)}
        />
        <SimpleGrid cols={2} spacing="sm">
          <EditText
            {...both}
            label="Language"
            placeholder="en, de, pt-BR"
            value={contact.language}
            save={save('language', 'Language')}
          />
          <EditText
            {...both}
            label="Time zone"
            placeholder="Europe/Berlin"
            value={contact.zone}
            save={save('zone', 'Time zone')}
          />
        </SimpleGrid>
        <EditChoice
          {...both}
          label="Owner"
          clearable
          data={choices}
          value={contact.owner}
          save={save('owner', 'Owner')}
        />
        {may ? (
          <Text size="xs" c="dimmed">
            Enter saves, Esc puts back.
          </Text>
        ) : null}
      </Stack>
    </Block>
  );
}
