// A text the server gave becomes a file in the person's downloads.

export function saveFile(name: string, text: string, type: string) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // the download holds on to what it reads; the address is not needed once it has begun
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
