import { expect, test } from 'vitest';
import { nameOfThis } from './push';

test('a device is called by its browser and system', () => {
  const pixel = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1';
  expect(nameOfThis(pixel)).toBe('Chrome on Android');
  expect(nameOfThis(iphone)).toBe('Safari on an iPhone');
  expect(nameOfThis('curl')).toBe('A browser on this device');
});
