// A new automation, begun from a text that already passes the check and does little.
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PageHead } from '../../ui/PageHead';
import { Publish } from './Publish';

const START = `# What it is for, in a sentence.
automation: my-automation
owner: administrator
stand_in: manager
purpose: Somebody calls whoever asked and was not answered within a day.
metric: {name: time_to_first_response, start: lead.captured, end: lead.answered, better: lower}
trigger: {fact: lead.captured}
subject: lead
enrol: {policy: once, if_active: skip}
goal: {facts: [lead.answered]}
deadline: {days: 7}
steps:
  - id: a_day
    wait: {days: 1, at: 09:30, window: business}
  - id: call
    note: A person does it; the automation only reminds.
    do: task.create
    with:
      title: Call back
      contact: {cel: contact.id}
      on: {cel: lead.id}
      owner: {cel: 'has(lead.owner) ? lead.owner : automation.owner'}
      due: {after: {hours: 2, window: business}}
    on_error: escalate
`;

export function Page() {
  return (
    <>
      <PageHead
        title="New automation"
        sub="It begins switched off and in practice: nothing leaves until you say so."
        above={
          <Text size="sm" mb={2}>
            <Link to="/automations" className="quiet-link">
              Automations
            </Link>
          </Text>
        }
      />
      <Publish start={START} />
    </>
  );
}
