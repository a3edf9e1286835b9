// A milestone added to what was signed, or changed before it is accepted. A signed amount stays as it is.
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { call } from '../../api/call';
import type { MilestoneView, ProjectView } from '../../api/delivery';
import { ProblemNote } from '../../ui/ProblemNote';
import { readAmount, writeAmount } from '../../ui/amount';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { readRate, writeRate } from './steps';

interface Dialog {
  project: ProjectView;
  /** The one to change; a new one without it. */
  step?: MilestoneView;
  close: () => void;
}

export function StepDialog({ opened, ...dialog }: Dialog & { opened: boolean }) {
  return (
    <Modal
      opened={opened}
      onClose={dialog.close}
      title={dialog.step ? 'Change milestone' : 'Add a milestone'}
    >
      <StepForm {...dialog} />
    </Modal>
  );
}

function StepForm({ project, step, close }: Dialog) {
  const { currency } = project.sums.value;
  const paid = !step || (step.agreement === null && step.invoice === null);
  const { form, busy, problem, submit } = useCommandForm({
    initial: {
      what: step?.title ?? '',
      due_on: step?.due_on ?? '',
      amount: step ? writeAmount(step.amount) : '',
      rate: step?.groups[0] ? writeRate(step.groups[0].rate) : '',
    },
    needed: {
      what: 'Say what is delivered.',
      ...(paid ? { amount: 'Write an amount; 0 if it is free.' } : {}),
    },
    check: ({ amount, rate }) => ({
      ...(paid && amount.trim() && !readAmount(amount, currency)
        ? { amount: `Write an amount like 1250.00, in ${currency}.` }
        : {}),
      ...(paid && rate.trim() && readRate(rate) === null ? { rate: 'Write a rate like 19.' } : {}),
    }),
    // the tasks beside it have a title of their own
    place: (path) => (path === 'title' ? 'what' : path),
    send: async ({ what: title, due_on, amount, rate }) => {
      const money = paid
        ? { amount: readAmount(amount, currency), ...(rate.trim() ? { rate: readRate(rate) } : {}) }
        : {};
      const day = due_on ? { due_on } : {};
      const verb = step ? 'milestone.change' : 'milestone.add';
      const about = step ? { milestone: step.id } : { project: project.id };
      const { undo } = await call(verb, { ...about, title, ...day, ...money });
      close();
      say(step ? 'Milestone changed' : 'Milestone added', undo);
    },
  });
  const field = (path: 'what' | 'due_on' | 'amount' | 'rate') => ({
    key: form.key(path),
    ...form.getInputProps(path),
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {step ? null : (
          <Text size="sm">
            {project.agreement
              ? 'For what came on top of what was signed. Have the customer agree to it first: it is invoiced like the others.'
              : 'It is delivered, accepted and invoiced by itself.'}
          </Text>
        )}
        <TextInput {...field('what')} label="What is delivered" autoComplete="off" data-autofocus />
        {paid ? (
          <Group grow align="flex-start" gap="sm">
            <TextInput {...field('amount')} label={`Amount in ${currency}, net`} inputMode="decimal" />
            <TextInput
              {...field('rate')}
              label="Tax rate in %"
              description={step ? undefined : 'Your usual one if empty.'}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              inputMode="decimal"
            />
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            Its amount was agreed. Add another milestone for what changes.
          </Text>
        )}
        <TextInput {...field('due_on')} label="Due on" type="date" />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {step ? 'Change' : 'Add milestone'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
