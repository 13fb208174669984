import type { FastifyReply, FastifyRequest } from "fastify";

const defaultSize = 20;
const maxSize = 100;

/** `page` from 0, `size` 20 unless given, at most 100 (Leaf's page, Setup information). Nonsense is ignored. */
function pageOf(query: Record<string, unknown>): { page: number; size: number } {
    const number = (text: unknown, least: number, otherwise: number): number =>
        typeof text === "string" && /^\d+$/.test(text) && Number(text) >= least ? Number(text) : otherwise;
    return { page: number(query.page, 0, 0), size: Math.min(number(query.size, 1, defaultSize), maxSize) };
}

/** One page of a list as Leaf answers it: a bare array, with `X-Total-Count` and `Link` headers. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, items: unknown[]): FastifyReply {
    const { page, size } = pageOf(request.query as Record<string, unknown>);
    const last = Math.max(0, Math.ceil(items.length / size) - 1);
    const link = (rel: string, target: number): string => {
        const url = new URL(request.url, `http://${request.host}`);
        url.searchParams.set("page", String(target));
        url.searchParams.set("size", String(size));
        return `<${url.href}>; rel="${rel}"`;
    };
    const links = [...(page < last ? [link("next", page + 1)] : []), link("last", last), link("first", 0)];
    return reply
        .headers({ "X-Total-Count": String(items.length), Link: links.join(",") })
        .send(items.slice(page * size, (page + 1) * size));
}
