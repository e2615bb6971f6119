// Apart from the others: only what shows messages needs them.
export const incoming = 'M15 5 6 14m0-7v7h7';
export const outgoing = 'm5 15 9-9m-7 0h7v7';
export const clip = 'm14.5 9-5.3 5.3a3 3 0 0 1-4.2-4.2l6.3-6.3a2 2 0 0 1 2.8 2.8l-6.2 6.2';
export const back = 'm12 4-6 6 6 6';
