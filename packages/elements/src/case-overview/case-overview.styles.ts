import { css } from 'lit';

export const caseOverview = css`
  .state {
    display: flex;
    gap: .4em;
    margin: .1em 0 .3em;
  }
  .call > div + div {
    margin-top: var(--_space);
  }
`;
