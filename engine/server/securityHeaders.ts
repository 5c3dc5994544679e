/** Sent with every answer. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/**
 * Sent with the page. Nothing but the engine's own files runs or is reached. Styles in attributes are Svelte's
 * `style=` directives. Of the devices the camera alone can be asked for, and only by the page itself: an image taken with it is
 * encoded here. The two cross-origin headers isolate the page, which gives it a clock of 5 µs to measure with.
 * @param host the Host the page was asked for under, since older browsers do not count ws: as 'self'
 */
export function pageHeaders(host: string): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      "font-src 'self'",
      "worker-src 'self' blob:",
      `connect-src 'self' ws://${host}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), usb=(), serial=()',
  };
}

/** Sent with a person's own file: whatever it holds, it is a picture to the browser and never a page. */
export const FILE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; sandbox",
  'content-disposition': 'inline',
};
