// First run: five calm steps, most of it guessed from the browser, and the line can start.
import { Button, Group, Stack, Stepper, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { setUp } from '../../api/account';
import { asProblem, fieldErrors, type Problem } from '../../api/problem';
import { useView } from '../../api/query';
import type { SetupState } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
import { focusFirst } from '../../ui/form';
import { say } from '../../ui/toast';
import { Outside } from '../session/Outside';
import { firstAnswers, place, toBody, type Answers } from './answers';
import { BusinessStep, HoursStep, MoneyStep, YouStep } from './bodies';
import { PapersStep } from './PapersStep';
import { STEPS, checkStep, isAsked, stepOf } from './steps';

const ABOUT = [
  'Who you are',
  'What invoices need',
  'How your papers look and count',
  'When you work, and where customers find you',
  'Your own account',
] as const;
const BODIES = [BusinessStep, MoneyStep, PapersStep, HoursStep, YouStep] as const;

function thisDevice() {
  return { language: navigator.language, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone };
}

export function Page() {
  const setup = useView<SetupState>('/setup');
  if (setup.data && !setup.data.needed) return <Navigate to="/" />;
  return (
    <Outside
      title="Set up your business"
      sub="About four minutes. Everything here can be changed later."
      size={680}
    >
      {setup.error ? <ProblemNote problem={setup.error} again={() => void setup.refetch()} /> : null}
      {setup.data ? <Steps code={setup.data.code} /> : null}
    </Outside>
  );
}

function Steps({ code }: { code: boolean }) {
  const [step, setStep] = useState(0);
  const { form, busy, problem, submit, heading } = useSetup(step, setStep, code);
  const Body = BODIES[step] ?? BusinessStep;
  const last = step === STEPS.length - 1;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Text size="sm" c="dimmed" hiddenFrom="sm">
          Step {step + 1} of {STEPS.length}: {STEPS[step]}
        </Text>
        <Stepper
          visibleFrom="sm"
          active={step}
          size="xs"
          onStepClick={(to) => to < step && setStep(to)}
          allowNextStepsSelect={false}
        >
          {STEPS.map((label) => (
            <Stepper.Step key={label} label={label} />
          ))}
        </Stepper>
        <Title order={2} ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
          {ABOUT[step]}
        </Title>
        <Body form={form} code={code} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="space-between">
          {step > 0 ? (
            <Button variant="default" onClick={() => setStep(step - 1)}>
              Back
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" loading={busy}>
            {last ? 'Start the line' : 'Continue'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSetup(step: number, setStep: (step: number) => void, code: boolean) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useForm<Answers>({ mode: 'uncontrolled', initialValues: firstAnswers(thisDevice()) });
  const wrong = useRef<string[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);

  // the fields of another step exist only after it is shown
  useEffect(() => {
    if (wrong.current.length) focusFirst(form, wrong.current);
    else if (moved.current) heading.current?.focus();
    moved.current = true;
    wrong.current = [];
    // oxlint-disable-next-line react/exhaustive-deps -- the form is one object for the life of the page
  }, [step]);

  const refused = (cause: unknown) => {
    const found = asProblem(cause);
    const errors = fieldErrors(found, place);
    const paths = Object.keys(errors);
    form.setErrors(errors);
    setProblem(paths.length && paths.every(isAsked) ? null : found);
    const first = Math.min(...paths.map(stepOf), step);
    wrong.current = paths.filter((path) => stepOf(path) === first);
    if (first === step) focusFirst(form, wrong.current);
    setStep(first);
  };
  const finish = async (answers: Answers) => {
    setBusy(true);
    setProblem(null);
    try {
      await setUp(toBody(answers));
      say(`${answers.business.name.trim()} is set up`);
      await navigate({ to: '/' });
    } catch (cause) {
      refused(cause);
    }
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const answers = form.getValues();
    const errors = Object.fromEntries(
      Object.entries(checkStep(step, answers, code)).filter(([, text]) => text),
    );
    form.setErrors(errors);
    if (Object.keys(errors).length) focusFirst(form, Object.keys(errors));
    else if (step < STEPS.length - 1) setStep(step + 1);
    else void finish(answers);
  };
  return { form, busy, problem, submit, heading };
}
