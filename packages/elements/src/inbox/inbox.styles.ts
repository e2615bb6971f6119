import { css } from 'lit';

export const inbox = css`
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: .4em;
    margin-bottom: .5em;
  }
  .tabs .button {
    margin: 0;
  }
  [aria-selected=true] {
    background: var(--_ink);
    color: var(--_surface);
  }
  #threads > h3 {
    margin: .9em 0 .35em;
  }
  .threads {
    display: block;
  }
  .thread {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: .3em 1em;
    content-visibility: auto;
    contain-intrinsic-height: auto 9em;
  }
  .status p, .acts .failed {
    display: flex;
    gap: .35em;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: .4em;
    align-items: start;
  }
  .acts .button {
    margin: 0;
  }
  .failed {
    color: var(--pt-error, #ae2018);
  }
  .acts .failed {
    width: 100%;
    font-size: .875em;
  }
  @container (width > 32em) {
    .thread {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .acts {
      grid-column: 1 / -1;
    }
  }
  @container (width > 54em) {
    .thread {
      grid-template-columns: minmax(0, 9fr) minmax(0, 10fr) minmax(0, 12fr) minmax(0, 11fr) 11em;
      contain-intrinsic-height: auto 6em;
    }
    .acts {
      grid-column: auto;
      flex-direction: column;
      align-items: stretch;
    }
    .acts .button {
      justify-content: center;
    }
  }
  @media (forced-colors: active) {
    .failed {
      color: inherit;
    }
    [aria-selected=true] {
      border: 3px solid Highlight;
    }
  }
  @media print {
    .thread {
      grid-template-columns: repeat(4, minmax(0, 1fr));
      content-visibility: visible;
    }
  }
`;
