// The list of main screens, in groups; the same on the wide screen's side and in the phone's menu.
import { Badge, Kbd, NavLink, Stack, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { EXCEPTIONS, GROUPS, isAt, type Place } from './nav';
import { useExceptionCount } from './useExceptionCount';

export function Nav({ onGo }: { onGo?: () => void }) {
  return (
    <Stack gap="md" component="nav" aria-label="Main">
      {GROUPS.map(({ title, places }) => (
        <div key={title}>
          <Text size="xs" c="dimmed" fw={600} px="sm" mb={4}>
            {title}
          </Text>
          <Stack gap={2}>
            {places.map((place) => (
              <Entry key={place.to} place={place} onGo={onGo} />
            ))}
          </Stack>
        </div>
      ))}
    </Stack>
  );
}

function Entry({ place, onGo }: { place: Place; onGo: (() => void) | undefined }) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <NavLink
      component={Link}
      to={place.to}
      className="nav-link"
      label={place.label}
      active={isAt(place, path)}
      aria-current={isAt(place, path) ? 'page' : undefined}
      leftSection={<place.icon size={18} stroke={1.7} aria-hidden />}
      rightSection={<Right place={place} />}
      onClick={onGo}
    />
  );
}

function Right({ place }: { place: Place }) {
  if (place.to === EXCEPTIONS) return <ExceptionBadge />;
  return (
    <Kbd size="xs" className="nav-keys" visibleFrom="sm" aria-hidden>
      G {place.key.toUpperCase()}
    </Kbd>
  );
}

export function ExceptionBadge() {
  const count = useExceptionCount();
  if (!count) return null;
  return (
    <Badge color="red" variant="light" size="sm" className="num">
      {count.toLocaleString()}
      <span className="mantine-visually-hidden"> open</span>
    </Badge>
  );
}
