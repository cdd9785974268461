//! Ordering the same again: what an earlier order had, as far as it is still sold. Works without a network.

use contract::api::Order;
use contract::ipc::{CartView, PlanReorder, Reorder, ReorderLine, ShowOrder, Undo};
use contract::{Code, Failure};
use domain::quote::{AskedLine, PricedLine};

use crate::desk::{Desk, blocking};
use crate::store::StoreError;

impl Desk {
    pub async fn reorder_plan(&self, call: PlanReorder) -> Result<Vec<ReorderLine>, Failure> {
        let order = self.order(ShowOrder { id: call.order }).await?;
        let desk = self.clone();
        blocking(move || desk.plan(&order)).await
    }

    /// Refused with `lines_unavailable` if nothing of it is sold as it was.
    pub async fn reorder(&self, call: Reorder) -> Result<CartView, Failure> {
        let order = self.order(ShowOrder { id: call.order }).await?;
        let desk = self.clone();
        self.edit_in_steps(Undo::Reordered, move |cart| {
            let plan = desk.plan(&order)?;
            let sold = order.lines.iter().zip(&plan).filter(|(_, planned)| planned.now.is_some());
            let changes = sold.map(|(line, _)| {
                let PricedLine { service, choices, quantity, note, .. } = line;
                desk.addition(cart, service, choices.clone(), *quantity, note.clone())
            });
            let changes: Vec<_> = changes.collect::<Result<_, StoreError>>()?;
            if changes.is_empty() { Err(Failure::new(Code::LinesUnavailable).into()) } else { Ok(changes) }
        })
        .await
    }

    fn plan(&self, order: &Order) -> Result<Vec<ReorderLine>, StoreError> {
        let shelf = self.shelf_of(order.lines.iter().map(|line| &line.service))?;
        let planned = |line: &PricedLine| {
            let problem = shelf.problem_of(asked(line));
            ReorderLine {
                service: line.service.clone(),
                name: line.name.clone(),
                choice_names: line.choice_names.clone(),
                quantity: line.quantity,
                was: line.unit,
                now: shelf.unit(&line.service, &line.choices).filter(|_| problem.is_none()),
                problem,
            }
        };
        Ok(order.lines.iter().map(planned).collect())
    }
}

fn asked(line: &PricedLine) -> AskedLine {
    AskedLine {
        line: line.line.clone(),
        service: line.service.clone(),
        choices: line.choices.clone(),
        quantity: line.quantity,
        note: String::new(),
    }
}
