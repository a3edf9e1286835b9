// A picture on its way to becoming the logo: what may be taken, and how it is read.

const LARGEST = 1_000_000;
/** What the file dialog offers. */
export const PICTURES = 'image/png,image/jpeg,image/webp';

/** Why a file cannot be the logo, in words, or `null` where it may be. */
export function pictureTrouble({ size, type }: Pick<File, 'size' | 'type'>): string | null {
  if (!PICTURES.split(',').includes(type)) return 'Take a PNG, JPEG or WebP picture.';
  if (size > LARGEST) {
    const mb = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(size / LARGEST);
    return `Take a picture of at most 1 MB; this one has ${mb} MB.`;
  }
  return size === 0 ? 'This file is empty. Take another one.' : null;
}

/** The file as an address that shows it: `data:image/png;base64,…`. */
export function dataUrl(file: File): Promise<string> {
  return new Promise((read, failed) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => read(String(reader.result)));
    reader.addEventListener('error', () => failed(reader.error ?? new Error('the file cannot be read')));
    reader.readAsDataURL(file);
  });
}

/** What the command takes of such an address. */
export const base64Of = (url: string): string => url.split(',')[1] ?? '';
