// What stands around the fields: title, words above, consent, what follows, who gets it, where it may be shown.
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Radio,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Block } from '../../ui/Block';
import { withText, type ConsentAsked, type FormSpec, type Purpose } from './spec';

export interface Part {
  spec: FormSpec;
  language: string;
  errors: Record<string, string>;
  change: (part: Partial<FormSpec>) => void;
}

export function Heading({ spec, language, errors, change }: Part) {
  return (
    <Block title="Above the fields">
      <Stack gap="sm">
        <TextInput
          label="Title"
          value={spec.title}
          error={errors['title']}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <Textarea
          label="Words above"
          description="What happens when they send it, and how soon you answer."
          value={spec.intro[language] ?? ''}
          onChange={(event) => change({ intro: withText(spec.intro, language, event.currentTarget.value) })}
          autosize
          minRows={2}
        />
      </Stack>
    </Block>
  );
}

const PURPOSES = [
  { value: 'news', label: 'News: we may write when there is something new' },
  { value: 'follow_up', label: 'Follow-up: we may ask again about this inquiry' },
];
const NO_CONSENT: ConsentAsked = { purpose: 'news', text: {}, version: 1, required: false };

export function Consent({ spec, language, errors, change }: Part) {
  const asked = spec.consent;
  const set = (part: Partial<ConsentAsked>) => change({ consent: { ...NO_CONSENT, ...asked, ...part } });
  return (
    <Block title="Consent">
      <Stack gap="sm">
        <Checkbox
          label="Ask whether you may write beyond the answer"
          description="The words are kept with every answer, with their version."
          checked={asked !== null}
          onChange={(event) => change({ consent: event.currentTarget.checked ? NO_CONSENT : null })}
        />
        {asked ? (
          <>
            <Select
              label="For what"
              data={PURPOSES}
              value={asked.purpose}
              allowDeselect={false}
              onChange={(purpose) => purpose && set({ purpose: purpose as Purpose })}
            />
            <Textarea
              label={`Words they agree to, version ${asked.version}`}
              description="Other words become the next version when you save them."
              value={asked.text[language] ?? ''}
              error={errors['consent.text']}
              onChange={(event) => set({ text: withText(asked.text, language, event.currentTarget.value) })}
              autosize
              minRows={2}
            />
            <Checkbox
              label="Nothing can be sent without agreeing"
              checked={asked.required}
              onChange={(event) => set({ required: event.currentTarget.checked })}
            />
          </>
        ) : null}
      </Stack>
    </Block>
  );
}

export function Afterwards({ spec, language, errors, change }: Part) {
  const { after } = spec;
  const kind = after === 'thanks' ? 'thanks' : 'message' in after ? 'message' : 'url';
  const choose = (next: string) =>
    change({
      after: next === 'thanks' ? 'thanks' : next === 'message' ? { message: {} } : { url: 'https://' },
    });
  return (
    <Block title="After sending">
      <Stack gap="sm">
        <Radio.Group value={kind} onChange={choose} aria-label="What the visitor sees after sending">
          <Stack gap={8}>
            <Radio value="thanks" label="The usual thanks" />
            <Radio value="message" label="Words of yours" />
            <Radio value="url" label="A page of yours" />
          </Stack>
        </Radio.Group>
        {after !== 'thanks' && 'message' in after ? (
          <Textarea
            label="Words"
            value={after.message[language] ?? ''}
            onChange={(event) =>
              change({ after: { message: withText(after.message, language, event.currentTarget.value) } })
            }
            autosize
            minRows={2}
          />
        ) : null}
        {after !== 'thanks' && 'url' in after ? (
          <TextInput
            label="Address"
            type="url"
            value={after.url}
            error={errors['after.url']}
            onChange={(event) => change({ after: { url: event.currentTarget.value } })}
          />
        ) : null}
      </Stack>
    </Block>
  );
}

export function Hosts({ spec, errors, change }: Part) {
  const hosts = spec.allowed_hosts;
  const set = (allowed_hosts: string[]) => change({ allowed_hosts });
  return (
    <Block title="Sites that may show it">
      <Text size="sm" c="dimmed" mb="sm">
        Only these may embed the form. Its own page can be opened from anywhere.
      </Text>
      <Stack gap={6}>
        {hosts.map((host, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- its text is what is typed
          <Group key={at} gap={6} wrap="nowrap" align="flex-start">
            <TextInput
              aria-label={`Site ${at + 1}`}
              placeholder="https://www.example.com"
              value={host}
              error={errors[`allowed_hosts.${at}`]}
              onChange={(event) =>
                set(hosts.map((each, place) => (place === at ? event.currentTarget.value : each)))
              }
              spellCheck={false}
              style={{ flex: 1 }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove site ${at + 1}`}
              onClick={() => set(hosts.filter((_, place) => place !== at))}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => set([...hosts, ''])}
          >
            Add a site
          </Button>
        </div>
      </Stack>
    </Block>
  );
}
