import { expect, it } from 'vitest';
import { held, homeless, places } from './moving';

const preview = {
  applied: false,
  moved: [
    { run: 'run_a', from: 'nudge', to: 'remind' },
    { run: 'run_b', from: 'nudge', to: 'remind' },
    { run: 'run_c', from: 'wait', to: 'wait' },
  ],
  stay: [
    { run: 'run_d', at: 'call', why: 'step call has no place' },
    { run: 'run_e', at: 'call', why: 'step call has no place' },
    { run: 'run_f', at: 'wait', why: 'step hello would come again' },
  ],
};

it('counts the runs that move by where they go on', () => {
  expect(places(preview)).toEqual([
    { from: 'nudge', to: 'remind', runs: 2 },
    { from: 'wait', to: 'wait', runs: 1 },
  ]);
});

it('names each reason to stay once, with its runs', () => {
  expect(held(preview).map(({ runs }) => runs)).toEqual([['run_d', 'run_e'], ['run_f']]);
});

it('asks for a place for every step that is gone, also where it has one by now', () => {
  expect(homeless(preview, ['wait', 'remind'])).toEqual(['call', 'nudge']);
});
