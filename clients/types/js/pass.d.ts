export class Pass {
    /** @param {{server: string, room: string, secret: string, name?: string}} link */
    constructor({ server, room, secret, name }: {
        server: string;
        room: string;
        secret: string;
        name?: string;
    });
    patience: number;
    server: string;
    /** Open the link, which spends nothing. @returns {Promise<{room: string, person: string}>} */
    open(): Promise<{
        room: string;
        person: string;
    }>;
    /** A ticket; where the pass has run out, the link is opened again. @returns {Promise<string>} */
    ticket(): Promise<string>;
    #private;
}
