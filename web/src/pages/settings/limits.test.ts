import { expect, test } from 'vitest';
import { CLASSES, toForm, toSettings, trouble } from './limits';

const USUAL = {
  login: { burst: 10, per_minute: 1 },
  form: { burst: 20, per_minute: 20 },
  page: { burst: 240, per_minute: 240 },
  hook: { burst: 120, per_minute: 120 },
  api: { burst: 600, per_minute: 600 },
  public: { burst: 20, per_minute: 20 },
};

test('what is kept comes back from the form as it was, also what has no field', () => {
  const kept = { form: { burst: 5, per_minute: 2 }, public: { burst: 3, per_minute: 3 } };
  const typed = toForm(kept, USUAL);
  expect(typed.rates.form).toEqual({ burst: '5', per_minute: '2' });
  expect(typed.rates.api).toEqual({ burst: '600', per_minute: '600' });
  expect(toSettings(typed, USUAL)).toEqual(kept);
});

test('a class that is as usual is not kept', () => {
  const typed = toForm({ form: { burst: 5, per_minute: 2 } }, USUAL);
  typed.rates.form = { burst: '20', per_minute: '' };
  expect(toSettings(typed, USUAL)).toEqual({});
  typed.rates.form = { burst: '', per_minute: '40' };
  expect(toSettings(typed, USUAL)).toEqual({ form: { burst: 20, per_minute: 40 } });
});

test('only whole numbers from 1 are taken, and nothing is as usual', () => {
  const typed = toForm({}, USUAL);
  expect(trouble(typed)).toEqual({});
  typed.rates.hook = { burst: '0', per_minute: '1.5' };
  typed.rates.page = { burst: '', per_minute: ' 90 ' };
  expect(Object.keys(trouble(typed))).toEqual(['rates.hook.burst', 'rates.hook.per_minute']);
});

test('every class with a field says what it counts', () => {
  for (const { hint, label } of CLASSES) expect(label && hint).toBeTruthy();
});
