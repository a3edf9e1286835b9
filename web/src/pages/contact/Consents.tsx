// What a person agreed to and refused, in which words and when; staff writes down what they were told.
import { Button, Group, Modal, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ConsentsView, Purpose } from '../../api/capture';
import { asProblem, type Problem } from '../../api/problem';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { When } from '../../ui/When';
import { change } from '../../ui/change';

const PURPOSES: { purpose: Purpose; label: string }[] = [
  { purpose: 'news', label: 'News and offers' },
  { purpose: 'follow_up', label: 'Following up their inquiry' },
];
const HOW = ['On the phone', 'In person', 'In writing', 'By mail'];

export function Consents({ contact }: { contact: string }) {
  const { data } = useView<ConsentsView>(`/contacts/${contact}/consents`, { nouns: ['consent'] });
  const [asked, setAsked] = useState<Purpose | null>(null);
  const may = useMay('consent.record');
  return (
    <Block title="Consents">
      <Stack gap="sm">
        {PURPOSES.map(({ purpose, label }) => {
          const said = data?.consents.find((one) => one.purpose === purpose);
          return (
            <Group key={purpose} justify="space-between" wrap="nowrap" align="flex-start">
              <div>
                <Text size="sm" fw={500}>
                  {label}
                </Text>
                <Text size="xs" c="dimmed" component="div">
                  {said ? (
                    <>
                      {said.how}, <When at={said.at} />
                    </>
                  ) : (
                    'Never asked'
                  )}
                </Text>
                {said?.words ? (
                  <Text size="xs">
                    “{said.words}”
                    {said.text_version
                      ? ` (version ${said.text_version}${said.language ? `, ${said.language}` : ''})`
                      : ''}
                  </Text>
                ) : null}
              </div>
              <Group gap="xs" wrap="nowrap">
                {said ? (
                  <StatusBadge
                    state={said.given ? 'given' : 'refused'}
                    label={said.given ? 'Agreed' : 'Refused'}
                    tone={said.given ? 'good' : 'bad'}
                  />
                ) : null}
                {may ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => setAsked(purpose)}
                    aria-label={`Record: ${label}`}
                  >
                    Record
                  </Button>
                ) : null}
              </Group>
            </Group>
          );
        })}
      </Stack>
      <Modal opened={asked !== null} onClose={() => setAsked(null)} title="What did they say?">
        {asked ? <RecordForm contact={contact} purpose={asked} close={() => setAsked(null)} /> : null}
      </Modal>
    </Block>
  );
}

function RecordForm({ contact, purpose, close }: { contact: string; purpose: Purpose; close: () => void }) {
  const [given, setGiven] = useState('yes');
  const [how, setHow] = useState(HOW[0]!);
  const [problem, setProblem] = useState<Problem | null>(null);
  const record = async () => {
    try {
      const body = { contact, purpose, given: given === 'yes', how: how.toLowerCase() };
      await change('consent.record', body, 'Consent recorded');
      close();
    } catch (cause) {
      setProblem(asProblem(cause));
    }
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{PURPOSES.find((one) => one.purpose === purpose)?.label}</Text>
      <SegmentedControl
        value={given}
        onChange={setGiven}
        data={[
          { value: 'yes', label: 'They agree' },
          { value: 'no', label: 'They refuse' },
        ]}
      />
      <Select
        label="How we know"
        data={HOW}
        value={how}
        onChange={(next) => setHow(next ?? how)}
        allowDeselect={false}
      />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button onClick={() => void record()}>Record</Button>
    </Stack>
  );
}
