// No browser needs longer to begin a download.
const keptFor = 60_000;

/** Offers a file for saving, through a link that stands in the widget's own shadow root while it is pressed. */
export function offer(file: Blob, name: string, button: Element): void {
  const link = button.ownerDocument.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  button.getRootNode().appendChild(link);
  // Neither bubbles nor leaves the shadow root: a host that listens for links (a router) hears nothing of it.
  link.dispatchEvent(new MouseEvent('click'));
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), keptFor);
}
