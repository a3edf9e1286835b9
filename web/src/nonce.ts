// The server puts a fresh nonce into the page; style elements made by the component library must carry it.

export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';

// Read by `get-nonce`, with which dialogs make the style element that holds the page still behind them.
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
