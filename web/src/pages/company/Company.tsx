// One organisation: what we know of it, its people, and the business we have with them.
import { Anchor, Grid, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Address, CompanyView, ContactLine } from '../../api/crm';
import { useList, useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { Block } from '../../ui/Block';
import { EditChoice, EditText } from '../../ui/EditText';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { change } from '../../ui/change';
import { DealingsOf } from '../contact/Dealings';
import { countryChoices } from '../setup/countries';

export function Page() {
  const { company: id } = useParams({ strict: false }) as { company: string };
  const { data: company, error, refetch } = useView<CompanyView>(`/companies/${id}`);
  if (!company) {
    return (
      <>
        <PageHead title="Company" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  return (
    <>
      <PageHead title={company.name} sub={company.domain} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <About company={company} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <People company={company.id} />
        </Grid.Col>
      </Grid>
    </>
  );
}

const NOWHERE: Address = { street: '', postal_code: '', city: '', region: null, country: '' };

function About({ company }: { company: CompanyView }) {
  const { choices } = useStaff();
  const countries = useMemo(() => countryChoices(), []);
  const readOnly = !useMay('company.change');
  const save = (field: string, what: string) => (value: unknown) =>
    change('company.change', { company: company.id, [field]: value }, `${what} changed`);
  const address = company.address ?? NOWHERE;
  const part = (name: keyof Address, label: string) => (
    <EditText
      label={label}
      readOnly={readOnly}
      value={address[name] || null}
      save={(value) => save('address', 'Address')({ ...address, [name]: value ?? '' })}
    />
  );
  return (
    <Block title="What we know">
      <Stack gap="sm">
        <EditText
          label="Name"
          readOnly={readOnly}
          value={company.name}
          save={(name) => save('name', 'Name')(name ?? '')}
        />
        <EditText label="Domain" readOnly={readOnly} value={company.domain} save={save('domain', 'Domain')} />
        <EditText
          label="Website"
          readOnly={readOnly}
          value={company.website}
          save={save('website', 'Website')}
        />
        <EditText
          label="VAT number"
          readOnly={readOnly}
          value={company.vat_id}
          save={save('vat_id', 'VAT number')}
        />
        {part('street', 'Street')}
        <SimpleGrid cols={2} spacing="sm">
          {part('postal_code', 'Postal code')}
          {part('city', 'City')}
        </SimpleGrid>
        <EditChoice
          label="Country"
          clearable
          readOnly={readOnly}
          data={countries}
          value={address.country || null}
          save={(country) => save('address', 'Address')({ ...address, country: country ?? '' })}
        />
        <EditChoice
          label="Owner"
          clearable
          readOnly={readOnly}
          data={choices}
          value={company.owner}
          save={save('owner', 'Owner')}
        />
      </Stack>
    </Block>
  );
}

function People({ company }: { company: string }) {
  const { rows, pending } = useList<ContactLine>('/contacts', { query: { company } });
  return (
    <Block title="People, and business with them">
      {!pending && rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody here yet. Name the company on a contact, and they stand here.
        </Text>
      ) : null}
      <Stack gap="lg">
        {rows.map((contact) => (
          <div key={contact.id}>
            <Anchor component={Link} to={`/contacts/${contact.id}`} size="sm" fw={550}>
              {contact.display}
            </Anchor>
            <Text size="xs" c="dimmed" mb="xs">
              {[contact.job_title, contact.email, contact.phone].filter(Boolean).join(' · ')}
            </Text>
            <Stack gap="sm">
              <DealingsOf contact={contact.id} />
            </Stack>
          </div>
        ))}
      </Stack>
    </Block>
  );
}
