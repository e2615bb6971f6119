/** What `<pt-appointments>` alone says, in Danish. */
export const daAppointments = {
  none: 'Ingen kommende aftaler at vise.',
  coming: 'Kommende',
  earlier: 'Tidligere',
  shown: (some: number, all: number) => `Viser ${some} af ${all}`,
  more: 'Vis flere',
  fewer: 'Vis færre',
  count: (appointments: number) => (appointments === 1 ? '1 aftale' : `${appointments} aftaler`),

  advisory: 'Tiden er vejledende',
  moved: (when: string) => `Flyttet fra ${when}`,
  series: 'Del af en serie aftaler',
  reason: (text: string) => `Årsag: ${text}`,
  save: 'Gem i kalender',

  note: 'Viser de aftaler, som regionen har opmærket som børne- og ungdomspsykiatri. En henvisning ses først, når der er givet en aftale.',
};

export type AppointmentWords = typeof daAppointments;
