import { expect } from '@open-wc/testing';
import { buttonOf, find, findAll, messages, mount, text } from './testing/mount.ts';
import { quiet } from './testing/quiet.ts';
import { scenes } from './testing/scenes.ts';

describe('a section in each of its states', () => {
  before(messages);
  quiet();

  for (const [name, { says, line, button }] of Object.entries(scenes())) {
    if (!says) continue;
    describe(name, () => {
      const scene = () => scenes()[name]!;
      const message = () => {
        const { tag, session } = scene();
        const widget = mount(tag, session);
        return { widget, session, box: find(widget, '.body > .message') };
      };

      it('says what is known and no more', () => {
        const { box } = message();
        const words = text(box);
        expect(button ? words.replace(` ${button[0]}`, '') : words).to.equal(says);
      });

      it(`has a ${line} line, and an icon that assistive technology passes over`, () => {
        const { box } = message();
        expect(getComputedStyle(box).borderTopStyle).to.equal(line);
        expect(box.querySelector('svg')?.getAttribute('aria-hidden')).to.equal('true');
      });

      it(button ? `offers "${button[0]}"` : 'offers no retry', () => {
        const { widget, session, box } = message();
        const offered = [...box.querySelectorAll<HTMLButtonElement>('.button')].map(text);
        expect(offered).to.deep.equal(button ? [button[0]] : []);
        if (!button?.[1]) return;
        buttonOf(widget, button[0]).click();
        expect(session.calls).to.deep.equal([button[1]]);
      });

      it('tells it once, politely', () => {
        const { widget } = message();
        const status = find(widget, '[role=status]');
        expect(text(status)).to.equal(text(find(widget, '.body > .message b')));
        expect(findAll(widget, '[role=status], [aria-live]')).to.have.length(1);
      });
    });
  }

  it('says in words first that it waits, and other words after 5 s', () => {
    const waits = (name: string) => {
      const { tag, session } = scenes()[name]!;
      return text(find(mount(tag, session), '.body > p'));
    };
    expect(waits('loading')).to.equal('Henter sager …');
    expect(waits('opening')).to.equal('Henter sager …');
    expect(waits('slow')).to.equal('Det tager længere end normalt. Du kan arbejde videre imens.');
  });

  it('keeps what was there while it is stale or partial', () => {
    for (const name of ['stale', 'partial', 'busy']) {
      const { tag, session } = scenes()[name]!;
      expect(text(mount(tag, session).shadowRoot!.querySelector('.card')!)).to.contain('Birgit Øvelsesen');
    }
  });

  it('never shows an empty list for a partial answer', () => {
    const { tag, session } = scenes()['partial, nothing left']!;
    expect(text(find(mount(tag, session), '.body'))).to.not.contain('Ingen sager');
  });

  it('takes the heading away with the session', () => {
    const { tag, session } = scenes().expired!;
    expect(findAll(mount(tag, session), 'h2')).to.have.length(0);
  });

  it('unfolds in place why it is denied, and folds it again', async () => {
    const { tag, session } = scenes().denied!;
    const widget = mount(tag, session);
    const why = buttonOf(widget, 'Hvorfor?');
    expect(why.getAttribute('aria-expanded')).to.equal('false');
    why.click();
    await widget.updateComplete;
    expect(why.getAttribute('aria-expanded')).to.equal('true');
    expect(text(find(widget, '.why'))).to.contain('Din funktion giver ikke adgang til det.');
    why.click();
    await widget.updateComplete;
    expect(findAll(widget, '.why')).to.have.length(0);
  });

  /** A page that cannot fetch the messages, with a widget in a state. */
  async function withoutMessages(name: string, look: (widget: Element, calls: readonly string[]) => void) {
    const frame = document.createElement('iframe');
    const at = (path: string) => new URL(path, import.meta.url).href;
    const imports = { [at('./notices.ts')]: 'data:text/javascript,throw new Error()' };
    frame.srcdoc = `<!doctype html><html lang="da"><title>.</title><script type="importmap">${JSON.stringify({ imports })}</script>
      <script type="module">
        import { mount } from '${at('./testing/mount.ts')}';
        import { scenes } from '${at('./testing/scenes.ts')}';
        const { tag, session } = scenes()[${JSON.stringify(name)}];
        const widget = mount(tag, session);
        const watch = new MutationObserver(() => widget.shadowRoot.querySelector('.message') && parent.postMessage('told', '*'));
        watch.observe(widget.shadowRoot, { subtree: true, childList: true });
        window.calls = session.calls;
      </script>`;
    const told = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
    document.body.append(frame);
    try {
      await told;
      const page = frame.contentDocument!;
      const widget = page.querySelector('pt-case-overview')!;
      look(widget, (frame.contentWindow as unknown as { calls: string[] }).calls);
    } finally {
      frame.remove();
    }
  }

  it('says that there is no connection where the messages themselves cannot be fetched, and tries again', () =>
    withoutMessages('denied', (widget, calls) => {
      expect(text(find(widget, '.body'))).to.equal('Sager i kommunen Vi kan ikke få forbindelse lige nu. Prøv igen');
      expect(text(find(widget, 'header'))).to.contain('Josefine Testperson');
      find(widget, '.message button').click();
      expect(calls).to.deep.equal(['resume', 'retry cases']);
    }));

  it('shows an incomplete list never without a word that something is amiss', () =>
    withoutMessages('partial', (widget) => {
      expect(text(find(widget, '.body'))).to.contain('Vi kan ikke få forbindelse lige nu.');
      expect(text(find(widget, '.card'))).to.contain('Birgit Øvelsesen');
    }));

  it('writes neither style elements nor style attributes', () => {
    for (const { tag, session } of Object.values(scenes())) {
      expect(findAll(mount(tag, session), 'style, link, [style]')).to.have.length(0);
    }
  });
});
