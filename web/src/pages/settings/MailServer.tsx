// The sender and the server, in one form: changed together, saved together.
import {
  Anchor,
  Collapse,
  Fieldset,
  Grid,
  Paper,
  Select,
  Stack,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { useMay } from '../../api/session';
import { PasswordField } from '../../ui/PasswordField';
import { SaveBar } from '../../ui/SaveBar';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { When } from '../../ui/When';
import { checkMail, toMailChange, toMailForm, USUAL_PORT, type MailView, type Security } from './mail';

const SECURITY = [
  { value: 'tls', label: 'Encrypted from the start (TLS)' },
  { value: 'start_tls', label: 'Encrypted after the greeting (STARTTLS)' },
  { value: 'none', label: 'Not encrypted, only on this machine' },
];
const HALF = { base: 12, sm: 6 };

export function MailServer({ mail }: { mail: MailView }) {
  const may = useMay('mail.change');
  const [more, setMore] = useState(Boolean(mail.ca_pem ?? mail.hello_name ?? mail.bounce_domain));
  const send = async (typed: ReturnType<typeof toMailForm>) => {
    const { answer } = await call<MailView>('mail.change', toMailChange(typed));
    form.setInitialValues(toMailForm(answer));
    form.setValues(toMailForm(answer));
    say('Mail settings saved');
  };
  const { form, busy, problem, submit } = useCommandForm({
    initial: toMailForm(mail),
    send,
    check: checkMail,
    place: (path) => (path === 'pace.messages' ? 'messages' : path),
  });
  const field = (path: string) => ({ key: form.key(path), ...form.getInputProps(path) });
  const security = field('security');
  const choose = (value: string | null) => {
    if (!value) return;
    const usual = Object.values(USUAL_PORT).includes(form.getValues().port.trim());
    security.onChange(value);
    if (usual) form.setFieldValue('port', USUAL_PORT[value as Security]);
  };
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Title order={2} mb="md">
        Sender and server
      </Title>
      <form onSubmit={submit} noValidate>
        <Fieldset variant="unstyled" disabled={!may} p={0}>
          <Stack gap="md">
            <Grid gap="md">
              <Grid.Col span={HALF}>
                <TextInput
                  {...field('from_address')}
                  label="From address"
                  description="At a domain of your business."
                  type="email"
                  inputMode="email"
                />
              </Grid.Col>
              <Grid.Col span={HALF}>
                <TextInput {...field('from_name')} label="From name" description="What customers see." />
              </Grid.Col>
              <Grid.Col span={HALF}>
                <TextInput
                  {...field('reply_to')}
                  label="Answers go to"
                  description="The mailbox you really read. Empty: the from address."
                  type="email"
                  inputMode="email"
                />
              </Grid.Col>
            </Grid>
            <Grid gap="md">
              <Grid.Col span={HALF}>
                <TextInput
                  {...field('host')}
                  label="Mail server"
                  description="Your provider calls it SMTP server."
                  placeholder="smtp.your-provider.com"
                  spellCheck={false}
                  autoCapitalize="off"
                />
              </Grid.Col>
              <Grid.Col span={HALF}>
                <Select
                  {...security}
                  onChange={choose}
                  label="Connection"
                  description="Your provider says which."
                  data={SECURITY}
                  allowDeselect={false}
                />
              </Grid.Col>
              <Grid.Col span={HALF}>
                <TextInput {...field('port')} label="Port" inputMode="numeric" className="num" />
              </Grid.Col>
            </Grid>
            <Grid gap="md">
              <Grid.Col span={HALF}>
                <TextInput {...field('user')} label="User name there" autoComplete="off" spellCheck={false} />
              </Grid.Col>
              <Grid.Col span={HALF}>
                <PasswordField
                  {...field('password')}
                  label="Password there"
                  autoComplete="off"
                  placeholder={mail.password_at ? 'Kept; type to replace it' : ''}
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  description={
                    mail.password_at ? (
                      <>
                        Entered <When at={mail.password_at} />. It is kept sealed and never shown.
                      </>
                    ) : undefined
                  }
                />
              </Grid.Col>
            </Grid>
            <Grid gap="md">
              <Grid.Col span={HALF}>
                <TextInput
                  {...field('messages')}
                  label="At most so many mails"
                  description="Where your provider limits them. More wait in the outbox. Empty: no limit."
                  inputMode="numeric"
                  className="num"
                />
              </Grid.Col>
              <Grid.Col span={HALF}>
                <Select
                  {...field('per')}
                  label="In any"
                  description="What customers wait for leaves before news."
                  data={[
                    { value: 'minute', label: 'minute' },
                    { value: 'hour', label: 'hour' },
                  ]}
                  allowDeselect={false}
                />
              </Grid.Col>
            </Grid>
            <Anchor
              component="button"
              type="button"
              size="sm"
              ta="left"
              onClick={() => setMore(!more)}
              aria-expanded={more}
            >
              {more ? 'Fewer fields' : 'More fields, seldom needed'}
            </Anchor>
            <Collapse expanded={more}>
              <Stack gap="md">
                <TextInput
                  {...field('hello_name')}
                  label="Our name to the server"
                  description="Empty: the host name of this address."
                />
                <TextInput
                  {...field('bounce_domain')}
                  label="Domain for bounces"
                  description="Only where mail to b+…@ of this domain comes back to this program."
                />
                <Textarea
                  {...field('ca_pem')}
                  label="Certificate of the server's own authority"
                  description="As PEM text, only where it is not a public one."
                  autosize
                  minRows={2}
                  maxRows={10}
                  spellCheck={false}
                />
              </Stack>
            </Collapse>
            <SaveBar may={may} busy={busy} problem={problem} />
          </Stack>
        </Fieldset>
      </form>
    </Paper>
  );
}
