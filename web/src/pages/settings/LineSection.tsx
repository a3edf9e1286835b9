// Settings: who answers for each joint of the line, who takes over, and how long it may take.
import { Fieldset, Grid, Group, Select, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useStaff, type Staff } from '../../api/staff';
import { JOINTS, minutesOf, targetOf, UNITS, type JointKey, type Target } from './joints';
import { SettingsForm } from './SettingsForm';

interface Rule {
  owner: string | null;
  stand_in: string | null;
  target_minutes: number | null;
}
type TypedRule = Omit<Rule, 'target_minutes'> & Target;

interface Kept {
  joints: Partial<Record<JointKey, Rule>>;
}
interface Typed {
  joints: Record<JointKey, TypedRule>;
}

function toForm({ joints }: Kept): Typed {
  const typed = JOINTS.map(({ key, minutes }) => {
    const rule = joints[key];
    const target = rule?.target_minutes
      ? targetOf(rule.target_minutes)
      : { amount: '', unit: targetOf(minutes).unit };
    return [key, { owner: rule?.owner ?? null, stand_in: rule?.stand_in ?? null, ...target }] as const;
  });
  return { joints: Object.fromEntries(typed) as Typed['joints'] };
}

function toSettings({ joints }: Typed): Kept {
  const kept = JOINTS.map(({ key }) => {
    const { owner, stand_in, ...target } = joints[key];
    return [key, { owner, stand_in, target_minutes: minutesOf(target) }] as const;
  });
  return { joints: Object.fromEntries(kept) };
}

function check({ joints }: Typed) {
  const wrong = JOINTS.filter(({ key }) => joints[key].amount.trim() && !minutesOf(joints[key]));
  return Object.fromEntries(wrong.map(({ key }) => [`joints.${key}.amount`, 'A whole number, or empty.']));
}

export function LineSection() {
  const staff = useStaff();
  return (
    <SettingsForm<Kept, Typed>
      path="/settings/line"
      verb="line.change"
      toForm={toForm}
      toSettings={toSettings}
      place={(path) => path.replace('target_minutes', 'amount')}
      check={check}
      done="The line is saved"
    >
      {(form) => (
        <>
          <Text size="sm" c="dimmed">
            What waits longer than its target is late, and its owner is told once, while you are open. Where
            the owner is not active or away, the stand-in is.
          </Text>
          {JOINTS.map((joint) => (
            <Joint key={joint.key} joint={joint} form={form} staff={staff} />
          ))}
        </>
      )}
    </SettingsForm>
  );
}

interface JointProps {
  joint: (typeof JOINTS)[number];
  form: UseFormReturnType<Typed>;
  staff: Staff;
}

function Joint({ joint, form, staff }: JointProps) {
  const at = (name: string) => `joints.${joint.key}.${name}`;
  const field = (name: string) => ({ key: form.key(at(name)), ...form.getInputProps(at(name)) });
  const usual = targetOf(joint.minutes);
  const rule = form.getValues().joints[joint.key];
  return (
    <Fieldset legend={joint.label} radius="lg">
      <Text size="sm" c="dimmed" mb="xs">
        {joint.hint}
      </Text>
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, xs: 6, sm: 4 }}>
          <Select
            {...field('owner')}
            label="Owner"
            data={staff.choicesWith(rule.owner)}
            clearable
            searchable
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, xs: 6, sm: 4 }}>
          <Select
            {...field('stand_in')}
            label="Stand-in"
            data={staff.choicesWith(rule.stand_in)}
            clearable
            searchable
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <Group gap={6} wrap="nowrap" align="flex-start">
            <TextInput
              {...field('amount')}
              label="Within"
              placeholder={usual.amount}
              inputMode="numeric"
              className="num"
            />
            <Select
              {...field('unit')}
              label="Unit"
              data={UNITS.map(({ value }) => value)}
              allowDeselect={false}
              miw={104}
            />
          </Group>
        </Grid.Col>
      </Grid>
    </Fieldset>
  );
}
