import { index, integer, numeric, pgEnum, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const orderState = pgEnum("order_state", ["open", "paid", "shipped"]);

export const customers = pgTable("customers", {
  id: serial("id").primaryKey(),
  email: text("email").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
}, (table) => [uniqueIndex("customers_email_idx").on(table.email)]);

export const orders = pgTable("orders", {
  id: serial("id").primaryKey(),
  customerId: integer("customer_id").notNull().references(() => customers.id),
  state: orderState("state").notNull().default("open"),
  total: numeric("total", { precision: 12, scale: 2 }).notNull().default("0"),
}, (table) => [index("orders_customer_id_idx").on(table.customerId)]);
