/** Why there is no picture of the camera, for the person. @param error what getUserMedia threw */
export function cameraWords(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError')
    return 'The camera was not allowed. Allow it for this page, in the browser’s address bar or the system’s settings, and press “Use the camera” again.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError')
    return 'No camera was found on this machine.';
  if (name === 'NotSupportedError') return 'This browser has no camera to offer.';
  if (name === 'NotReadableError')
    return 'The camera is in use by another program. Close that, and press “Use the camera” again.';
  return `The camera could not be used${error instanceof Error && error.message ? `: ${error.message}` : ''}.`;
}
