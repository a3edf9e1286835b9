// The bar at the lower edge of a phone: the four main screens and the menu with all others.
import { Indicator, UnstyledButton } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { show } from './desk';
import { EXCEPTIONS, PLACES, isAt, type Place } from './nav';
import { useExceptionCount } from './useExceptionCount';

export function PhoneBar() {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const main = PLACES.filter((place) => place.main);
  return (
    <nav className="phone-bar" aria-label="Main, short">
      {main.map((place) => (
        <Link key={place.to} to={place.to} data-active={isAt(place, path) || undefined}>
          <Sign place={place} />
          {place.label}
        </Link>
      ))}
      <UnstyledButton
        onClick={() => show('menu')}
        data-active={!main.some((place) => isAt(place, path)) || undefined}
      >
        <IconMenu2 size={22} stroke={1.7} aria-hidden />
        Menu
      </UnstyledButton>
    </nav>
  );
}

function Sign({ place }: { place: Place }) {
  const count = useExceptionCount();
  const sign = <place.icon size={22} stroke={1.7} aria-hidden />;
  if (place.to !== EXCEPTIONS || !count) return sign;
  return (
    <Indicator color="red" size={9} offset={2} withBorder display="flex">
      {sign}
    </Indicator>
  );
}
